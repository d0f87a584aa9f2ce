/// How often something may happen: so many times in a span, and how many of them at once after a quiet time.
public struct Rate: Hashable, Sendable {
    /// The time that one more takes to become allowed. At least a nanosecond.
    public let interval: Duration
    /// How many may happen at once. At least 1.
    public let burst: Int

    /// - Parameters:
    ///   - count: at least 1.
    ///   - span: more than zero.
    ///   - burst: how many at once; nil for all of `count`.
    public init(_ count: Int, per span: Duration, burst: Int? = nil) {
        precondition(count > 0 && span > .zero && (burst ?? 1) > 0, "a rate allows something")
        interval = .nanoseconds(max(span.wholeNanoseconds / Int64(count), 1))
        self.burst = burst ?? count
    }
}
