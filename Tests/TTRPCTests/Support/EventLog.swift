import Synchronization

/// What has happened, in order; a test waits for an event instead of sleeping.
final class EventLog: Sendable {
    private struct Waiter {
        var event: String
        var count: Int
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var counts: [String: Int] = [:]
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    func append(_ event: String) {
        let resumed = state.withLock { state in
            state.counts[event, default: 0] += 1
            let count = state.counts[event, default: 0]
            let resumed = state.waiters.filter { $0.event == event && $0.count <= count }
            state.waiters.removeAll { $0.event == event && $0.count <= count }
            return resumed
        }
        for waiter in resumed { waiter.continuation.resume() }
    }

    /// How often `event` has happened.
    func count(of event: String) -> Int {
        state.withLock { $0.counts[event, default: 0] }
    }

    /// Returns when `event` has happened `count` times.
    func wait(for event: String, count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.counts[event, default: 0] >= count { return true }
                state.waiters.append(Waiter(event: event, count: count, continuation: continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}
