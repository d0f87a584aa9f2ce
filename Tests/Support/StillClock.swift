public import Gateway
import Synchronization

/// Time that stands still until the test moves it. Who sleeps does so until it is cancelled, and no timer fires.
public final class StillClock: Timekeeper, TimerSource {
    /// Noon of 1 January 1970.
    public static let noon = WallTime(milliseconds: 43_200_000)

    private let nanoseconds = Atomic<Int64>(0)
    public let wallNow: WallTime

    public init(wallNow: WallTime = noon) {
        self.wallNow = wallNow
    }

    public var now: MonotonicInstant { MonotonicInstant(nanoseconds: nanoseconds.load(ordering: .relaxed)) }

    /// The monotonic clock shows so many seconds since its beginning from now on.
    public func set(seconds: Int64) {
        nanoseconds.store(seconds * 1_000_000_000, ordering: .relaxed)
    }

    public func sleep(until instant: MonotonicInstant) async throws {
        while true { try await Task.sleep(for: .seconds(3_600)) }
    }

    public func timer(at instant: MonotonicInstant, _ action: @escaping @Sendable () -> Void) -> any RunningTimer {
        Unfired()
    }

    private struct Unfired: RunningTimer {
        func cancel() {}
    }
}
