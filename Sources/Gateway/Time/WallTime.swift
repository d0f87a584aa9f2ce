/// A point in time as the world counts it: for what is written to disk and must mean the same after a restart.
public struct WallTime: Comparable, Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var milliseconds: Int64

    /// Milliseconds of a day in UTC.
    package static let dayLength: Int64 = 86_400_000
    /// Later than everything.
    static let farthest = WallTime(milliseconds: .max)

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The time `duration` later; the furthest time where that would overflow.
    public func advanced(by duration: Duration) -> Self {
        let (sum, overflow) = milliseconds.addingReportingOverflow(duration.wholeMilliseconds)
        return Self(milliseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    /// How long it is from here to `other`; negative where `other` is earlier.
    public func duration(to other: Self) -> Duration {
        let (difference, overflow) = other.milliseconds.subtractingReportingOverflow(milliseconds)
        return .milliseconds(overflow ? (other > self ? .max : .min) : difference)
    }

    /// How long ago it was; zero where a clock that was set back has it ahead.
    public func age(at now: Self) -> Duration {
        max(.zero, duration(to: now))
    }
}
