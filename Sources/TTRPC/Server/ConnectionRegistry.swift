import Synchronization

/// The connections of a server that are open, to count them and to reach them all.
final class ConnectionRegistry: Sendable {
    private struct Connection {
        var drain: @Sendable (_ deadline: Int64) -> Void
        var close: @Sendable () -> Void
    }

    private struct State {
        var closeListener: (@Sendable () -> Void)?
        var connections: [UInt64: Connection] = [:]
        var nextID: UInt64 = 0
        var countOfUser: [UInt32: Int] = [:]
        var count = 0
        var drainDeadline: Int64?

        mutating func countOut(_ uid: UInt32) {
            count -= 1
            let left = countOfUser[uid, default: 0] - 1
            countOfUser[uid] = left > 0 ? left : nil
        }
    }

    private let quota: ConnectionQuota
    private let state = Mutex(State())

    init(quota: ConnectionQuota) {
        self.quota = quota
    }

    /// How many connections are open.
    var count: Int {
        state.withLock { $0.count }
    }

    /// The listener is open. Closes it again where the drain came first.
    func listenerOpened(close: @escaping @Sendable () -> Void) {
        let isDraining = state.withLock { state in
            state.closeListener = close
            return state.drainDeadline != nil
        }
        if isDraining { close() }
    }

    /// Counts a connection of `uid` in, unless there are too many. Every admission is paired with one `closed` or `refused`.
    func admit(uid: UInt32) -> Bool {
        state.withLock { state in
            let ofUser = state.countOfUser[uid, default: 0]
            guard state.count < quota.total, ofUser < quota.perUser else { return false }
            state.count += 1
            state.countOfUser[uid] = ofUser + 1
            return true
        }
    }

    /// A connection that was admitted is open. Where a drain has begun, it is drained at once.
    func opened(drain: @escaping @Sendable (Int64) -> Void, close: @escaping @Sendable () -> Void) -> UInt64 {
        let (id, deadline) = state.withLock { state in
            defer { state.nextID += 1 }
            state.connections[state.nextID] = Connection(drain: drain, close: close)
            return (state.nextID, state.drainDeadline)
        }
        if let deadline { drain(deadline) }
        return id
    }

    /// A connection that was admitted is not to be served after all.
    func refused(uid: UInt32) {
        state.withLock { $0.countOut(uid) }
    }

    func closed(_ id: UInt64, uid: UInt32) {
        state.withLock { state in
            state.connections[id] = nil
            state.countOut(uid)
        }
    }

    func drain(deadline: Int64) {
        let (closeListener, connections) = state.withLock { state in
            state.drainDeadline = min(state.drainDeadline ?? .max, deadline)
            return (state.closeListener, Array(state.connections.values))
        }
        closeListener?()
        for connection in connections { connection.drain(deadline) }
    }

    func closeAll() {
        for connection in state.withLock({ Array($0.connections.values) }) { connection.close() }
    }
}
