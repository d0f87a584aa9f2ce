/// A payment in OY!'s books.
struct BookedPayment: Sendable, Equatable {
    /// OY!'s name for it.
    var id: String
    var amountRupiah: Int64
    /// The number that was paid into; empty where the books do not say.
    var number = ""
    /// When the record last changed; nil where the books do not say.
    var updatedAt: WallTime?
    /// As it came.
    var created = ""
    var adminFeeRupiah: Int64 = 0

    /// Whether somebody can have paid that in: what is told as a payment is booked.
    var isPossible: Bool { amountRupiah > 0 }

    /// The latest moment at which it can have been made; nil where the books say nothing of it.
    var latest: WallTime? {
        let made = OYTime(created)?.latest
        guard let made, let updatedAt else { return made ?? updatedAt }
        return min(made, updatedAt)
    }
}
