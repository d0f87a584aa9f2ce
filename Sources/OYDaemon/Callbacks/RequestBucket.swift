import Gateway

/// A token bucket: so many requests a second, and as many at once. Pure.
struct RequestBucket: Sendable {
    private let perSecond: Int
    /// In millionths of a request.
    private var level: Int64
    private var filledAt: MonotonicInstant

    init(perSecond: Int, at now: MonotonicInstant) {
        self.perSecond = perSecond
        level = Int64(perSecond) * Self.one
        filledAt = now
    }

    private static let one: Int64 = 1_000_000

    /// Takes one; false where there is none left.
    mutating func take(at now: MonotonicInstant) -> Bool {
        let microseconds = max(0, min(filledAt.duration(to: now).wholeNanoseconds / 1_000, Self.one))
        if microseconds > 0 {
            level = min(Int64(perSecond) * Self.one, level + microseconds * Int64(perSecond))
            filledAt = now
        }
        guard level >= Self.one else { return false }
        level -= Self.one
        return true
    }
}
