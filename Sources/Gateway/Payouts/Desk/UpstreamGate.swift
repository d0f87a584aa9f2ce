/// The circuit breaker that all payouts share. Other calls have one of their own.
public protocol UpstreamGate: Sendable {
    /// Whether one attempt may be made now. Each `true` is followed by exactly one `report`.
    func admit() -> Bool
    /// What became of an admitted attempt; nil where it was not made after all.
    func report(_ outcome: AttemptOutcome?)
}
