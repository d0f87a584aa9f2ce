/// What a caller may pay within a day.
public struct DayLimit: Sendable, Equatable {
    /// The day: which zone's midnight it starts at is the policy's decision.
    public var day: Range<WallTime>
    /// Whole rupiah of all payouts together; nil for no limit.
    public var amountRupiah: Int64?
    /// Number of payouts; nil for no limit.
    public var count: Int?

    public init(day: Range<WallTime>, amountRupiah: Int64?, count: Int?) {
        self.day = day
        self.amountRupiah = amountRupiah
        self.count = count
    }

    /// The moment of the day that is nearest to `time`.
    func nearest(to time: WallTime) -> WallTime {
        min(max(time, day.lowerBound), WallTime(milliseconds: day.upperBound.milliseconds - 1))
    }

    /// Whether one more payout of `amount` rupiah fits on top of `sums`.
    public func admits(_ amount: Int64, on sums: DaySums) -> Bool {
        if let count, sums.count >= count { return false }
        guard let amountRupiah else { return true }
        let (sum, overflow) = sums.amountRupiah.addingReportingOverflow(amount)
        return !overflow && sum <= amountRupiah
    }
}
