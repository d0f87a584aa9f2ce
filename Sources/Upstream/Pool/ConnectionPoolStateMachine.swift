import Gateway
import NIOCore

/// Which connection serves whom: bounded connections, waiters in the order in which they came, the most recently used connection first so that
/// surplus ones grow old and are closed.
///
/// Pure: connections and waiters are numbers, time is passed in.
struct ConnectionPoolStateMachine: Sendable {
    typealias ConnectionID = Int
    typealias WaiterID = Int

    struct Bounds: Equatable, Sendable {
        var maxConnections: Int
        var maxIdle: Int
        var idleTimeout: Duration
        var maxWaiters = Limits.waiters
    }

    enum Arrival: Equatable, Sendable {
        /// Use this connection now, or say `connectionClosed` if it turns out to be dead, and ask again.
        case use(ConnectionID)
        /// Wait for `nextMatch`.
        case wait
        case refuse(AttemptFailure)
    }

    struct Match: Equatable, Sendable {
        var waiter: WaiterID
        var connection: ConnectionID
    }

    struct IdleConnection: Equatable, Sendable {
        var id: ConnectionID
        var since: MonotonicInstant
    }

    private enum ConnectionState: Equatable, Sendable {
        case connecting
        case idle
        case busy
    }

    private let bounds: Bounds
    private var connections: [ConnectionID: ConnectionState] = [:]
    /// Oldest first; the last is used next.
    private var idle: [IdleConnection] = []
    private var waiters: CircularBuffer<WaiterID> = []
    private var connectingCount = 0
    private var nextConnection: ConnectionID = 0
    private var isShuttingDown = false

    init(bounds: Bounds) {
        self.bounds = bounds
    }

    var connectionCount: Int { connections.count }
    var hasWaiters: Bool { !waiters.isEmpty }
    /// Nothing is left that shutting down would have to wait for.
    var isShutDown: Bool { isShuttingDown && connections.isEmpty }

    /// Someone wants a connection. Nobody overtakes those who wait already.
    mutating func waiterArrived(_ waiter: WaiterID) -> Arrival {
        guard !isShuttingDown else { return .refuse(AttemptFailure(.shuttingDown)) }
        if waiters.isEmpty, let connection = takeIdle() { return .use(connection) }
        guard waiters.count < bounds.maxWaiters else {
            return .refuse(AttemptFailure(.noConnectionFree, detail: "\(waiters.count) attempts are waiting already"))
        }
        waiters.append(waiter)
        return .wait
    }

    /// The next connection to open for those who wait, if the bounds allow one. To be asked until nil after every event.
    mutating func connectionToOpen() -> ConnectionID? {
        guard !isShuttingDown, waiters.count > connectingCount + idle.count, connections.count < bounds.maxConnections else { return nil }
        defer { nextConnection += 1 }
        connections[nextConnection] = .connecting
        connectingCount += 1
        return nextConnection
    }

    /// The longest waiting with the most recently used, if there are both. To be asked until nil.
    mutating func nextMatch() -> Match? {
        guard let waiter = waiters.first, let connection = takeIdle() else { return nil }
        waiters.removeFirst()
        return Match(waiter: waiter, connection: connection)
    }

    /// The connection of a match turned out to be dead: the waiter keeps its place.
    mutating func matchFailed(_ match: Match) {
        waiters.prepend(match.waiter)
        connectionClosed(match.connection)
    }

    /// - Returns: false where the connection is not wanted any more and is to be closed.
    mutating func connectionOpened(_ id: ConnectionID, now: MonotonicInstant) -> Bool {
        guard connections[id] == .connecting else { return false }
        connectingCount -= 1
        return putIdle(id, now: now)
    }

    /// A connection could not be opened. Each waiter is worth one try: the one that has waited longest is told.
    mutating func connectionFailed(_ id: ConnectionID) -> WaiterID? {
        guard connections[id] == .connecting else { return nil }
        connectionClosed(id)
        return waiters.popFirst()
    }

    /// An exchange is over and the connection can take another.
    /// - Returns: false where it is not wanted any more and is to be closed.
    mutating func connectionReleased(_ id: ConnectionID, now: MonotonicInstant) -> Bool {
        guard connections[id] == .busy else { return false }
        return putIdle(id, now: now)
    }

    /// The connection is gone or of no use, whatever it was doing. Saying so twice is a legitimate race.
    mutating func connectionClosed(_ id: ConnectionID) {
        switch connections.removeValue(forKey: id) {
        case .connecting: connectingCount -= 1
        case .idle: idle.removeAll { $0.id == id }
        case .busy, nil: break
        }
    }

    /// The waiter's time is up.
    /// - Returns: what to tell it; nil in the legitimate race that it was served already.
    mutating func waiterExpired(_ waiter: WaiterID) -> AttemptFailure? {
        guard let index = waiters.firstIndex(of: waiter) else { return nil }
        waiters.remove(at: index)
        if connectingCount > 0 {
            return AttemptFailure(.connectTimedOut, detail: "no connection was open in time")
        }
        return AttemptFailure(.noConnectionFree, detail: "all \(connections.count) connections were busy")
    }

    /// Takes out the connections that were unused for too long; they are to be closed.
    mutating func takeExpired(now: MonotonicInstant) -> [ConnectionID] {
        let expired = idle.prefix { $0.since.advanced(by: bounds.idleTimeout) <= now }.map(\.id)
        idle.removeFirst(expired.count)
        for id in expired { connections[id] = nil }
        return expired
    }

    /// When `takeExpired` will next have something to do, as things are.
    var nextExpiry: MonotonicInstant? {
        idle.first?.since.advanced(by: bounds.idleTimeout)
    }

    /// No more requests. Exchanges under way go on.
    /// - Returns: who is to be refused, and what is to be closed.
    mutating func shutDown() -> (refused: [WaiterID], closed: [ConnectionID]) {
        isShuttingDown = true
        let refused = Array(waiters)
        let closed = connections.filter { $0.value != .busy }.map(\.key).sorted()
        waiters = []
        idle = []
        connectingCount = 0
        for id in closed { connections[id] = nil }
        return (refused, closed)
    }

    private mutating func takeIdle() -> ConnectionID? {
        guard let connection = idle.popLast() else { return nil }
        connections[connection.id] = .busy
        return connection.id
    }

    /// Someone who waits gets it whatever the bound on idle ones says.
    private mutating func putIdle(_ id: ConnectionID, now: MonotonicInstant) -> Bool {
        guard !isShuttingDown, idle.count < max(bounds.maxIdle, waiters.count) else {
            connections[id] = nil
            return false
        }
        connections[id] = .idle
        idle.append(IdleConnection(id: id, since: now))
        return true
    }
}
