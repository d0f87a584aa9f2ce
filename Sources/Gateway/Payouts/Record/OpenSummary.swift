/// How much is open.
public struct OpenSummary: Sendable, Equatable {
    /// Payouts that are not final, by state; a state without any may be absent.
    public var counts: [PayoutState: Int]
    /// When the oldest of them was asked for, by state.
    public var oldest: [PayoutState: WallTime]
    /// Since when a payout is UNKNOWN, of all that are; nil where there is none.
    public var oldestUnknown: WallTime?

    public init(
        counts: [PayoutState: Int] = [:], oldest: [PayoutState: WallTime] = [:], oldestUnknown: WallTime? = nil
    ) {
        self.counts = counts
        self.oldest = oldest
        self.oldestUnknown = oldestUnknown
    }
}
