/// What a caller's payouts of a day add up to.
public struct DaySums: Sendable, Equatable {
    /// Whole rupiah.
    public var amountRupiah: Int64
    public var count: Int

    public init(amountRupiah: Int64 = 0, count: Int = 0) {
        self.amountRupiah = amountRupiah
        self.count = count
    }
}
