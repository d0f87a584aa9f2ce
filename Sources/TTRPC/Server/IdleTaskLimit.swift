import Synchronization

/// Room for tasks that wait for a next call, of all connections of a server: what each of them keeps is not to grow with connections
/// that are open and do nothing.
final class IdleTaskLimit: Sendable {
    private let waiting = Atomic(0)
    private let limit: Int

    init(limit: Int = Limits.waitingWorkers) {
        self.limit = limit
    }

    /// Takes a place; false where there is none.
    func enter() -> Bool {
        guard waiting.wrappingAdd(1, ordering: .relaxed).newValue > limit else { return true }
        leave()
        return false
    }

    /// Gives a place back.
    func leave() {
        waiting.wrappingSubtract(1, ordering: .relaxed)
    }
}
