/// The payout rules' times, and whether payouts are sent at all, as configured.
public struct PayoutSettings: Sendable, Equatable {
    /// How long after the last sending `remit-status` must have been asked for its "not found" to allow sending again (rule 3).
    public var settle: Duration
    /// How long after sending OY! is first asked about a payout that it has (rule 5).
    public var firstPoll: Duration
    /// For how long after the caller asked the gateway sends by itself (rule 3).
    public var sendFor: Duration
    /// How long one attempt may take; no byte of it leaves later.
    public var attemptTimeout: Duration
    /// How long a payout waits for approval before it is cancelled.
    public var approveWithin: Duration
    /// Whether payouts are sent. Where not, OY! is only asked about those that may have been: a ledger that was restored from a copy does
    /// not know which of its payouts were withdrawn, or paid under another id, since.
    public var sends: Bool

    public init(
        settle: Duration = .seconds(60), firstPoll: Duration = .seconds(60), sendFor: Duration = .seconds(900),
        attemptTimeout: Duration, approveWithin: Duration = .seconds(86_400), sends: Bool = true
    ) {
        self.settle = settle
        self.firstPoll = firstPoll
        self.sendFor = sendFor
        self.attemptTimeout = attemptTimeout
        self.approveWithin = approveWithin
        self.sends = sends
    }
}
