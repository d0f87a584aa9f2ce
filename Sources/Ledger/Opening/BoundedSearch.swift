import GRDB
import Synchronization

/// A search that a timer may cut short, but nothing after it.
final class BoundedSearch: Sendable {
    private enum State { case running, ended, interrupted }
    private let state = Mutex(State.running)

    /// Stops what the connections of `pool` are doing, unless the search has ended already.
    func interrupt(_ pool: DatabasePool) {
        state.withLock {
            guard $0 == .running else { return }
            $0 = .interrupted
            pool.interrupt()
        }
    }

    /// Whether it ran to its end.
    func end() -> Bool {
        state.withLock {
            guard $0 == .running else { return false }
            $0 = .ended
            return true
        }
    }
}
