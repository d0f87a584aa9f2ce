import NIOCore
import Synchronization

/// Whether the simulator listens: a `refuse` fault closes the listening sockets until it ends.
final class ListeningGate: Sendable {
    private let state = Mutex<Bool>(true)
    let changed = Signal()

    var isOpen: Bool { state.withLock { $0 } }

    /// Follows the plan; on closing, cuts the connections that are open, for a warm one would hide the refusal.
    func update(_ faults: FaultPlan, _ connections: Connections) {
        let opens = !faults.refuses
        let before = state.withLock { isOpen in
            defer { isOpen = opens }
            return isOpen
        }
        guard before != opens else { return }
        changed.ring()
        if !opens { connections.closeAllButControl() }
    }
}
