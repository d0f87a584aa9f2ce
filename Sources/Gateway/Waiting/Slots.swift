import Synchronization

/// A number of places, for one task that takes them and many that give them back.
final class Slots: Sendable {
    private struct State {
        var free: Int
        var taker: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>

    init(_ count: Int) {
        state = Mutex(State(free: count))
    }

    /// Takes a place, waiting until there is one. One task at a time.
    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                precondition(state.taker == nil, "one task takes")
                state.taker = continuation
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Gives a place back.
    func give() {
        let taker = state.withLock { state in
            defer { state.taker = nil }
            if state.taker == nil { state.free += 1 }
            return state.taker
        }
        taker?.resume()
    }
}
