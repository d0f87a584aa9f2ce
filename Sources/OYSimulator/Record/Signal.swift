import Synchronization

/// Tells waiting tasks that something changed. Each ring wakes everyone who waits at that moment.
///
/// Read `count` first, look at the state, then wait for the count to pass: a ring in between is never missed.
final class Signal: Sendable {
    private struct State {
        var count = 0
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    /// How often it rang.
    var count: Int { state.withLock(\.count) }

    func notify() {
        let waiters = state.withLock { state in
            state.count += 1
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns once the signal rang after `seen`, the time is over, or the task is cancelled.
    func wait(after seen: Int, atMost time: Duration?) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(after: seen) }
            if let time { group.addTask { try? await Task.sleep(for: time) } }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait(after seen: Int) async {
        let name = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.count > seen || Task.isCancelled { return true }
                    state.waiters[name] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: name) }?.resume()
        }
    }
}

/// Waits until `look` finds something, at most for `time`; looks again whenever `signal` notifies.
func awaiting<Found>(_ signal: Signal, atMost time: Duration, _ look: () -> Found?) async -> Found? {
    let deadline = ContinuousClock.now + time
    while true {
        let seen = signal.count
        if let found = look() { return found }
        let left = deadline - .now
        if left <= .zero || Task.isCancelled { return nil }
        await signal.wait(after: seen, atMost: left)
    }
}
