import Gateway
import Glibc
import NIOCore

/// The host's clocks.
struct SystemTimekeeper: Timekeeper {
    /// The clock of NIO's deadlines, CLOCK_MONOTONIC.
    var now: MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(NIODeadline.now().uptimeNanoseconds))
    }

    var wallNow: WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    func sleep(until instant: MonotonicInstant) async throws {
        try await Task.sleep(for: max(.zero, now.duration(to: instant)), tolerance: .zero)
    }
}
