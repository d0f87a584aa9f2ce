/// The circuit breaker that all payouts share. Other calls have one of their own.
public protocol PayoutGate: Sendable {
    /// Leave for one attempt now; nil where OY! is to be left alone.
    func admit() -> AttemptPermit?
}
