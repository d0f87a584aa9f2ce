import Gateway
import Synchronization

/// Time that stands still until somebody sleeps, and then is where the sleeper wanted it.
final class JumpingClock: Timekeeper, TimerSource {
    private struct State {
        var now = MonotonicInstant(nanoseconds: 1_000_000_000)
        /// By how much the wall's clock was set forward.
        var setForward = Duration.zero
        var sleeps: [Duration] = []
    }

    private let state = Mutex(State())

    var now: MonotonicInstant { state.withLock { $0.now } }
    var wallNow: WallTime {
        state.withLock { second(Double($0.now.nanoseconds) / 1e9).advanced(by: $0.setForward) }
    }
    /// How long each sleep was.
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func sleep(until instant: MonotonicInstant) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.sleeps.append(state.now.duration(to: instant))
            state.now = max(state.now, instant)
        }
    }

    /// Never fires: time does not jump for what is to be called off.
    func timer(at instant: MonotonicInstant, _ action: @escaping @Sendable () -> Void) -> any RunningTimer {
        Unfired()
    }

    private struct Unfired: RunningTimer {
        func cancel() {}
    }

    /// The wall's clock shows a later time from now on.
    func setForward(by duration: Duration) {
        state.withLock { $0.setForward += duration }
    }

    /// The wall's clock shows an earlier time from now on.
    func setBack(by duration: Duration) {
        setForward(by: .zero - duration)
    }

    func advance(by duration: Duration) {
        state.withLock { $0.now = $0.now.advanced(by: duration) }
    }
}
