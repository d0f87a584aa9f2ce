import CHost
import Gateway
import NIOCore

/// The host's clocks.
struct SystemTimekeeper: Timekeeper {
    /// The clock of NIO's deadlines, CLOCK_MONOTONIC.
    var now: MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(NIODeadline.now().uptimeNanoseconds))
    }

    var wallNow: WallTime {
        WallTime(milliseconds: oy_realtime_milliseconds())
    }

    func sleep(until instant: MonotonicInstant) async throws {
        try await Task.sleep(for: max(.zero, now.duration(to: instant)), tolerance: .zero)
    }
}
