import NIOCore
import Synchronization

/// Where the simulator listens: a `refuse` fault closes the listening sockets but the control API's until it ends, and the
/// simulator's own end closes all of them for good.
final class ListeningGate: Sendable {
    private struct State {
        var isRefusing = false
        var isShut = false
        /// The listeners that there are, and those of them that are open now.
        var all: Set<Simulator.Listener> = []
        var listening: Set<Simulator.Listener> = []

        func admits(_ listener: Simulator.Listener) -> Bool { !isShut && (!isRefusing || listener == .control) }

        /// Whether the sockets are as they should be.
        var isSettled: Bool { listening == all.filter(admits) }
    }

    private let state = Mutex(State())
    let changed = Signal()

    /// Whether a listener should be open.
    func admits(_ listener: Simulator.Listener) -> Bool { state.withLock { $0.admits(listener) } }

    /// Whether all listeners are closed for good, or should be.
    var isShut: Bool { state.withLock(\.isShut) }

    /// Whether all of them are open.
    var isListening: Bool { state.withLock { $0.listening == $0.all } }

    func expect(_ listeners: Set<Simulator.Listener>) { state.withLock { $0.all = listeners } }

    func opened(_ listener: Simulator.Listener) {
        state.withLock { _ = $0.listening.insert(listener) }
        changed.notify()
    }

    func closed(_ listener: Simulator.Listener) {
        state.withLock { _ = $0.listening.remove(listener) }
        changed.notify()
    }

    /// Follows the plan, and returns once the sockets are closed or open again. On closing, the connections that are open
    /// are cut, for a warm one would hide the refusal.
    func update(_ faults: FaultPlan, _ connections: Connections) async {
        let refuses = faults.refuses
        let before = state.withLock { state in
            defer { state.isRefusing = refuses }
            return state.isRefusing
        }
        guard before != refuses else { return }
        await settle()
        if refuses { connections.closeAllButControl() }
    }

    /// Closes every listener for good, and returns once they are closed.
    func shut() async {
        state.withLock { $0.isShut = true }
        await settle()
    }

    private func settle() async {
        changed.notify()
        _ = await awaiting(changed, atMost: .seconds(Limits.longestWaitSeconds)) { state.withLock(\.isSettled) ? true : nil }
    }
}
