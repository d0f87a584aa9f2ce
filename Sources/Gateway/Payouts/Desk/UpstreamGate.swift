/// The circuit breaker and the budget that payouts share with every other call to OY!.
public protocol UpstreamGate: Sendable {
    /// Whether one attempt may be made now. Each `true` is followed by exactly one `report`.
    func admit() -> Bool
    /// What became of an admitted attempt; nil where it was not made after all.
    func report(_ outcome: AttemptOutcome?)
}
