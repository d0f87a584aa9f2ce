/// Whether the wall clock can be believed when it says that the settling time is over (rule 3). Pure.
///
/// When a payout was sent stands on disk by the wall clock, which can be set forward by more than the settling time while the
/// request is still on its way. So what has settled by the wall clock has settled only once that clock has gone steadily for the
/// settling time, too.
struct SettlingWatch {
    private let settle: Duration
    private var clock: WallClockWatch
    /// When the last attempt ended during which the clock was set forward; the start where none has.
    private var attemptEndedAt: MonotonicInstant

    init(settle: Duration, wall: WallTime, now: MonotonicInstant) {
        self.settle = settle
        clock = WallClockWatch(wall: wall, now: now)
        attemptEndedAt = now
    }

    /// How long it is until the wall clock can be believed; zero where it can.
    mutating func remaining(wall: WallTime, now: MonotonicInstant) -> Duration {
        clock.look(wall: wall, now: now)
        return max(.zero, now.duration(to: max(clock.steadySince, attemptEndedAt).advanced(by: settle)))
    }

    /// An attempt at sending has ended. Where the wall clock was set forward since it began, the moment on disk until which a byte may
    /// leave is by the clock as it was, and stays so where the end can't be recorded: what settles does so from now on.
    mutating func sendingEnded(begunAt: MonotonicInstant, wall: WallTime, now: MonotonicInstant) {
        clock.look(wall: wall, now: now)
        if clock.steadySince > begunAt { attemptEndedAt = now }
    }
}
