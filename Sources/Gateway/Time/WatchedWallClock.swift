import Synchronization

/// The wall clock, watched: one for all who judge by it how old something is. A step of it is only found out by looking, and so each one's look
/// serves the others.
public final class WatchedWallClock: Sendable {
    private let clock: any Timekeeper
    private let watch: Mutex<WallClockWatch>

    public init(_ clock: any Timekeeper) {
        self.clock = clock
        watch = Mutex(WallClockWatch(wall: clock.wallNow, now: clock.now))
    }

    /// What it shows, and for how long it has not been set forward; since the start at most.
    var time: (wall: WallTime, steadyTime: Duration) {
        watch.withLock { watch in
            let wall = clock.wallNow
            return (wall, watch.steadyTime(wall: wall, now: clock.now))
        }
    }
}
