import NIOCore
import Synchronization

/// Whether the simulator listens: a `refuse` fault closes the listening sockets until it ends.
final class ListeningGate: Sendable {
    private struct State {
        var isOpen = true
        /// The listeners that a refusal closes, and those of them that are open now.
        var all: Set<Simulator.Listener> = []
        var listening: Set<Simulator.Listener> = []
    }

    private let state = Mutex(State())
    let changed = Signal()

    /// Whether the listeners should be open.
    var isOpen: Bool { state.withLock(\.isOpen) }

    /// Whether all of them are.
    var isListening: Bool { state.withLock { $0.listening == $0.all } }

    /// Whether the sockets are as they should be.
    private var isSettled: Bool { state.withLock { $0.listening == ($0.isOpen ? $0.all : []) } }

    func expect(_ listeners: Set<Simulator.Listener>) { state.withLock { $0.all = listeners } }

    func opened(_ listener: Simulator.Listener) {
        state.withLock { _ = $0.listening.insert(listener) }
        changed.ring()
    }

    func closed(_ listener: Simulator.Listener) {
        state.withLock { _ = $0.listening.remove(listener) }
        changed.ring()
    }

    /// Follows the plan, and returns once the sockets are closed or open again. On closing, the connections that are open
    /// are cut, for a warm one would hide the refusal.
    func update(_ faults: FaultPlan, _ connections: Connections) async {
        let opens = !faults.refuses
        let before = state.withLock { state in
            defer { state.isOpen = opens }
            return state.isOpen
        }
        guard before != opens else { return }
        changed.ring()
        _ = await awaiting(changed, atMost: .seconds(Limits.longestWaitSeconds)) { isSettled ? true : nil }
        if !opens { connections.closeAllButControl() }
    }
}
