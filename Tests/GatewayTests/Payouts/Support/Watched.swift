import Synchronization

/// A value that a test can wait for.
final class Watched<Value: Sendable>: Sendable {
    private struct Watcher {
        var condition: @Sendable (Value) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var value: Value
        var watchers: [Watcher] = []
    }

    private let state: Mutex<State>

    init(_ value: Value) {
        state = Mutex(State(value: value))
    }

    var value: Value {
        state.withLock { $0.value }
    }

    func change<Result: Sendable>(_ body: @Sendable (inout Value) -> Result) -> Result {
        let (result, seen) = state.withLock { state -> (Result, [Watcher]) in
            let result = body(&state.value)
            let value = state.value
            let seen = state.watchers.filter { $0.condition(value) }
            if !seen.isEmpty { state.watchers.removeAll { $0.condition(value) } }
            return (result, seen)
        }
        for watcher in seen { watcher.continuation.resume() }
        return result
    }

    /// Returns when the value is like that.
    func until(_ condition: @escaping @Sendable (Value) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isSo = state.withLock { state in
                if condition(state.value) { return true }
                state.watchers.append(Watcher(condition: condition, continuation: continuation))
                return false
            }
            if isSo { continuation.resume() }
        }
    }
}
