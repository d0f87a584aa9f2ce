/// Whether the wall clock can be believed when it says that the settling time is over (rule 3). Pure.
///
/// When a payout was sent stands on disk by the wall clock, which can be set forward by more than the settling time while the
/// request is still on its way; and what passed before this process began, only that clock says. So what has settled by
/// the wall clock has settled only once the settling time has passed by the monotonic clock, too: since the process began, and
/// since the wall clock was last seen to gain on it.
struct SettlingWatch {
    /// What the wall clock may gain on the monotonic one before it counts as set forward.
    private static let tolerance: Duration = .seconds(1)

    private let settle: Duration
    private var steadySince: MonotonicInstant
    /// The least by which the wall clock has been ahead since then.
    private var lead: Duration

    init(settle: Duration, wall: WallTime, now: MonotonicInstant) {
        self.settle = settle
        steadySince = now
        lead = Self.lead(of: wall, at: now)
    }

    /// How long it is until the wall clock can be believed; zero where it can.
    mutating func remaining(wall: WallTime, now: MonotonicInstant) -> Duration {
        let present = Self.lead(of: wall, at: now)
        if present > lead + Self.tolerance {
            steadySince = now
            lead = present
        }
        lead = min(lead, present)
        return max(.zero, now.duration(to: steadySince.advanced(by: settle)))
    }

    /// An attempt at sending has ended. Where the wall clock was set forward since it began, the moment on disk until which a byte may
    /// leave is by the clock as it was, and stays so where the end can't be recorded: what settles does so from now on.
    mutating func sendingEnded(begunAt: MonotonicInstant, wall: WallTime, now: MonotonicInstant) {
        _ = remaining(wall: wall, now: now)
        if steadySince > begunAt { steadySince = now }
    }

    private static func lead(of wall: WallTime, at now: MonotonicInstant) -> Duration {
        .milliseconds(wall.milliseconds) - .nanoseconds(now.nanoseconds)
    }
}
