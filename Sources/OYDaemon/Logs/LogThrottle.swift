import Gateway
import Synchronization

/// Lets a line that would come again and again through only now and then: the first one at once, and after each a pause in which
/// those like it are counted.
final class LogThrottle: Sendable {
    private struct State {
        var nextAt: MonotonicInstant?
        var heldBack = 0
    }

    private let pause: Duration
    private let clock: any Timekeeper
    private let state = Mutex(State())

    init(pause: Duration = Limits.repeatedLinePause, clock: any Timekeeper) {
        self.pause = pause
        self.clock = clock
    }

    /// - Returns: how many lines were held back since the last one, where one is to be written now; nil where this is one more of them.
    func takeTurn() -> Int? {
        let now = clock.now
        return state.withLock { state in
            if let next = state.nextAt, now < next {
                state.heldBack += 1
                return nil
            }
            state.nextAt = now.advanced(by: pause)
            defer { state.heldBack = 0 }
            return state.heldBack
        }
    }
}
