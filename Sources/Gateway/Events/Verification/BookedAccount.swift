/// A virtual account in OY!'s books.
struct BookedAccount: Sendable, Equatable {
    var id: String
    var partnerUserID: String
    var payments: [BookedPayment] = []
    /// Why there may be more payments; nil where these are all.
    var gap: BookGap?
}
