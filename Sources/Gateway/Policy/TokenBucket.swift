/// What is left of a rate: a bucket that holds `burst` tokens and gains one each `interval`. Pure, the time comes in.
///
/// Kept as the one moment at which it would be full again (the "generic cell rate algorithm"): nothing to add up, nothing
/// to drift. The rate comes in with each use, since another may be configured meanwhile.
public struct TokenBucket: Equatable, Sendable {
    private var fullAt = MonotonicInstant(nanoseconds: .min)

    /// A full one.
    public init() {}

    /// Takes a token.
    ///
    /// - Returns: nil where there was one; otherwise in how long there is one, and nothing is taken.
    public mutating func take(of rate: Rate, at now: MonotonicInstant) -> Duration? {
        let capacity = rate.interval * rate.burst
        // A bucket is never emptier than empty, also where the rate was a slower one before.
        let start = min(max(fullAt, now), now.advanced(by: capacity))
        let next = start.advanced(by: rate.interval)
        let excess = now.duration(to: next) - capacity
        fullAt = excess <= .zero ? next : start
        return excess <= .zero ? nil : excess
    }

    /// Whether it has all its tokens, and so nothing that must be remembered.
    func isFull(at now: MonotonicInstant) -> Bool {
        fullAt <= now
    }
}
