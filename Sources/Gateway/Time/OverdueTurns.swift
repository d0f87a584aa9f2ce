/// From when on turns that stand on disk may come late, as the wall clock was set back since they were written down. Pure.
///
/// They are taken as soon as that is seen: they must not wait for a time that may be years away, and that a turn comes early does no
/// harm.
struct OverdueTurns: Sendable {
    private var watch: WallClockWatch
    private var first: WallTime?

    /// At the start nobody knows whether the clock was set back, and since when: what is then farther away than any turn is late.
    ///
    /// - Parameter longestPause: no turn is farther away than this when it is written down.
    init(longestPause: Duration, wall: WallTime, now: MonotonicInstant) {
        watch = WallClockWatch(wall: wall, now: now)
        first = wall.advanced(by: longestPause * 2)
    }

    /// To be asked before each look at what is due.
    ///
    /// - Returns: the same until the turns from then on `wereTaken`; nil where none is late.
    mutating func from(wall: WallTime, now: MonotonicInstant) -> WallTime? {
        if watch.look(wall: wall, now: now) == .back { first = min(first ?? wall, wall) }
        return first
    }

    /// All of them, to the last one.
    mutating func wereTaken() {
        first = nil
    }
}
