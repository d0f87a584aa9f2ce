import Contract
import Gateway
import NIOCore

/// The connections of one event loop. `ConnectionPoolStateMachine` decides; this carries it out.
///
/// `@unchecked Sendable`: all state is touched on `loop` only; what is called from elsewhere hops first.
final class ConnectionPool: @unchecked Sendable {
    /// Who waits for a connection, and for what.
    private enum Errand {
        case attempt(Attempt)
        /// Just to have one open: it is given back at once.
        case warmUp(EventLoopPromise<AttemptFailure?>)

        /// What is to be sent.
        var call: HTTPCall? {
            if case .attempt(let attempt) = self { attempt.call } else { nil }
        }
    }

    let loop: any EventLoop
    private let connector: Connector
    private var machine: ConnectionPoolStateMachine
    private var connections: [ConnectionPoolStateMachine.ConnectionID: Connection] = [:]
    private var waiting: [ConnectionPoolStateMachine.WaiterID: (errand: Errand, deadline: NIODeadline)] = [:]
    private var nextWaiter = 0
    /// Fires by the earliest deadline of those who wait. One for all: most are served, and one for each would be set and cancelled with each call.
    private var waitTimer: DeadlineTimer?
    private var idleTimer: Scheduled<Void>?
    private var matchingIsDue = false
    private var shutDownPromise: EventLoopPromise<Void>?

    init(loop: any EventLoop, connector: Connector, bounds: ConnectionPoolStateMachine.Bounds) {
        self.loop = loop
        self.connector = connector
        self.machine = ConnectionPoolStateMachine(bounds: bounds)
        self.waitTimer = DeadlineTimer(loop: loop) { self.refuseLate() }
    }

    // MARK: From outside

    /// Sends the attempt's request as soon as there is a connection for it.
    func start(_ attempt: Attempt) {
        loop.preconditionInEventLoop()
        guard attempt.deadline > .now() else {
            attempt.failed(AttemptFailure(.timedOut, detail: "the deadline had passed before anything was sent"))
            return
        }
        arrive(.attempt(attempt), deadline: attempt.deadline)
    }

    /// Opens a connection, or finds that one is open. Succeeds with what went wrong, or nil.
    func warmUp(deadline: NIODeadline) -> EventLoopFuture<AttemptFailure?> {
        let promise = loop.makePromise(of: AttemptFailure?.self)
        loop.execute { self.arrive(.warmUp(promise), deadline: deadline) }
        return promise.futureResult
    }

    /// Refuses who waits, closes what is unused, and succeeds when what is under way is over and closed.
    func shutDown() -> EventLoopFuture<Void> {
        loop.flatSubmit {
            if let promise = self.shutDownPromise { return promise.futureResult }
            let promise = self.loop.makePromise(of: Void.self)
            self.shutDownPromise = promise
            let (refused, closed) = self.machine.shutDown()
            self.idleTimer?.cancel()
            self.waitTimer?.cancel()
            self.waitTimer = nil
            for waiter in refused { self.refuse(waiter, AttemptFailure(.shuttingDown)) }
            for id in closed { self.connections.removeValue(forKey: id)?.close() }
            self.finishShuttingDown()
            return promise.futureResult
        }
    }

    // MARK: From connections

    /// The connection is open. What a server says before it can have read a request must find no request to answer; so it is used only after this
    /// turn of the loop, in which the end of TLS's handshake may have brought such words along.
    func connectionOpened(_ connection: Connection) {
        guard machine.connectionOpened(connection.id, now: now) else { return drop(connection) }
        matchSoon()
    }

    func connectionFailed(_ connection: Connection, _ failure: AttemptFailure) {
        connections[connection.id] = nil
        if let waiter = machine.connectionFailed(connection.id) { refuse(waiter, failure) }
        openConnections()
        finishShuttingDown()
    }

    /// The connection can take the next request. Whoever waits gets it only after this turn of the loop, when an end of the
    /// connection that arrived together with the answer has been seen too.
    func connectionReleased(_ connection: Connection) {
        guard machine.connectionReleased(connection.id, now: now) else { return drop(connection) }
        scheduleIdleTimer()
        if machine.hasWaiters { matchSoon() }
    }

    func connectionClosed(_ connection: Connection) {
        machine.connectionClosed(connection.id)
        connections[connection.id] = nil
        openConnections()
        finishShuttingDown()
    }

    // MARK: Inside

    private var now: MonotonicInstant { MonotonicInstant(.now()) }

    private func arrive(_ errand: Errand, deadline: NIODeadline) {
        let waiter = nextWaiter
        nextWaiter += 1
        while true {
            switch machine.waiterArrived(waiter) {
            case .use(let id):
                guard let connection = takeIfReady(id, for: errand) else {
                    machine.connectionClosed(id)
                    continue
                }
                serve(errand, with: connection)
            case .wait:
                waiting[waiter] = (errand, deadline)
                waitTimer?.bringForward(to: deadline)
                openConnections()
            case .refuse(let failure):
                refuse(errand, failure)
            }
            return
        }
    }

    private func matchSoon() {
        guard !matchingIsDue else { return }
        matchingIsDue = true
        loop.execute {
            self.matchingIsDue = false
            self.matchWaiters()
        }
    }

    private func matchWaiters() {
        while let match = machine.nextMatch() {
            guard let errand = waiting[match.waiter]?.errand else {
                preconditionFailure("waiter \(match.waiter) is in the machine but not here")
            }
            guard let connection = takeIfReady(match.connection, for: errand) else {
                machine.matchFailed(match)
                continue
            }
            waiting[match.waiter] = nil
            serve(errand, with: connection)
        }
        openConnections()
        scheduleIdleTimer()
    }

    /// The connection, to be used at once. One that is not ready is let go of, so that another takes its place without a word: not a byte
    /// was written to it.
    private func takeIfReady(_ id: ConnectionPoolStateMachine.ConnectionID, for errand: Errand) -> Connection? {
        guard let connection = connections[id] else { preconditionFailure("connection \(id) is in the machine but not here") }
        switch connection.readiness(for: errand.call) {
        case .ready: return connection
        case .foreignBytes: connection.foreignBytesFound()
        case .ended: break
        }
        connections[id] = nil
        connection.close()
        return nil
    }

    private func serve(_ errand: Errand, with connection: Connection) {
        switch errand {
        case .attempt(let attempt):
            if !connection.send(attempt) { connectionReleased(connection) }
        case .warmUp(let promise):
            promise.succeed(nil)
            connectionReleased(connection)
        }
    }

    private func refuse(_ waiter: ConnectionPoolStateMachine.WaiterID, _ failure: AttemptFailure) {
        guard let errand = waiting.removeValue(forKey: waiter)?.errand else {
            preconditionFailure("waiter \(waiter) is in the machine but not here")
        }
        refuse(errand, failure)
    }

    /// Refuses those whose deadline has passed, in the order in which they came; there may be none: who had the earliest may have been served.
    private func refuseLate() {
        let now = NIODeadline.now()
        for waiter in waiting.filter({ $0.value.deadline <= now }).keys.sorted() {
            if let failure = machine.waiterExpired(waiter) { refuse(waiter, failure) }
        }
        if let next = waiting.values.map(\.deadline).min() { waitTimer?.bringForward(to: next) }
    }

    private func refuse(_ errand: Errand, _ failure: AttemptFailure) {
        switch errand {
        case .attempt(let attempt): attempt.failed(failure)
        case .warmUp(let promise): promise.succeed(failure)
        }
    }

    private func openConnections() {
        while let id = machine.connectionToOpen() {
            let connection = Connection(id: id, pool: self, terms: connector.terms)
            connections[id] = connection
            connector.open(connection, on: loop)
        }
    }

    private func drop(_ connection: Connection) {
        connections[connection.id] = nil
        connection.close()
        finishShuttingDown()
    }

    private func scheduleIdleTimer() {
        guard idleTimer == nil, shutDownPromise == nil, let expiry = machine.nextExpiry else { return }
        idleTimer = loop.assumeIsolated().scheduleTask(deadline: NIODeadline(expiry)) {
            self.idleTimer = nil
            for id in self.machine.takeExpired(now: self.now) { self.connections.removeValue(forKey: id)?.close() }
            self.scheduleIdleTimer()
        }
    }

    private func finishShuttingDown() {
        if machine.isShutDown { shutDownPromise?.succeed(()) }
    }
}
