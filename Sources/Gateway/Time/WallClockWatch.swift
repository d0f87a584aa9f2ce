/// Whether the wall clock was set, which is found out by looking at it beside the monotonic clock, which nobody sets. Pure.
///
/// What stands on disk is by the wall clock, and what passed before this process began only that clock says. So a time that is over by the
/// wall clock is surely over only once it has also passed while that clock was watched and not set forward.
struct WallClockWatch: Sendable {
    enum Step: Sendable, Equatable {
        case forward, back
    }

    /// Since when it has not been set forward, as far as was seen; the first look at the earliest.
    private(set) var steadySince: MonotonicInstant
    /// The least by which it has been ahead of the monotonic clock since then: small steps forward add up.
    private var lead: Duration

    init(wall: WallTime, now: MonotonicInstant) {
        steadySince = now
        lead = Self.lead(of: wall, at: now)
    }

    /// - Returns: how it was set since the last look; nil where it was not.
    @discardableResult
    mutating func look(wall: WallTime, now: MonotonicInstant) -> Step? {
        let present = Self.lead(of: wall, at: now)
        let gain = present - lead
        if gain > Limits.clockCorrection {
            (steadySince, lead) = (now, present)
            return .forward
        }
        lead = min(lead, present)
        return gain < .zero - Limits.clockCorrection ? .back : nil
    }

    /// For how long it has gone without being set forward.
    mutating func steadyTime(wall: WallTime, now: MonotonicInstant) -> Duration {
        look(wall: wall, now: now)
        return steadySince.duration(to: now)
    }

    private static func lead(of wall: WallTime, at now: MonotonicInstant) -> Duration {
        .milliseconds(wall.milliseconds) - .nanoseconds(now.nanoseconds)
    }
}
