import Synchronization
import TestSupport

/// What was asked for so far, by all callers.
final class Orders: Sendable {
    private struct State {
        var byID: [String: Order] = [:]
        var recent: [Order] = []
    }

    private let state = Mutex(State())

    func add(_ order: Order) {
        state.withLock { state in
            state.byID[order.id] = order
            state.recent.append(order)
            if state.recent.count > 64 { state.recent.removeFirst() }
        }
    }

    /// One of the latest, anybody's.
    func recent(_ draw: inout SeededRandom) -> Order? {
        let recent = state.withLock(\.recent)
        return recent.randomElement(using: &draw)
    }

    var all: [String: Order] { state.withLock(\.byID) }
}
