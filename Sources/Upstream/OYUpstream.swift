public import Contract
public import Gateway
public import NIOCore
import NIOPosix

/// OY! over HTTP/1.1: warm connections per event loop, one attempt per call, its outcome classified.
///
/// **Where it runs.** A call made on one of the group's event loops (by a task whose executor is that loop) uses that loop's connections, without
/// a hop. Any other call is sent to one of the loops. **Time.** A deadline's `MonotonicInstant` counts as `NIODeadline.now().uptimeNanoseconds`
/// does: nanoseconds of `CLOCK_MONOTONIC`. **Cancellation** of the calling task is not looked at, neither before nor after sending: only the deadline
/// ends an attempt. **End.** Call `shutdown()` before letting go of it.
public final class OYUpstream: Upstream {
    private let group: any EventLoopGroup
    /// By the identity of the loop; never changes, so it is read without a lock.
    private let pools: [ObjectIdentifier: ConnectionPool]
    private let attemptTimeout: TimeAmount
    private let credentials: any CredentialsSource

    /// - Parameters:
    ///   - configuration: checked here.
    ///   - credentials: asked at each attempt.
    ///   - group: the event loops that calls come from.
    ///   - answers: what the answers that are read may hold, in common with others that have it.
    ///   - wallNow: the time of day, for a `Retry-After` that is a date.
    ///   - strayCame: told each time a connection brings bytes that nobody asked for: a second answer, say. It runs on an event loop.
    /// - Throws: what is wrong with the configuration, the CA file included.
    public init(
        configuration: UpstreamConfiguration, credentials: any CredentialsSource, group: any EventLoopGroup,
        answers: AnswerMemoryQuota = AnswerMemoryQuota(), wallNow: @escaping @Sendable () -> WallTime, strayCame: @escaping @Sendable () -> Void = {}
    ) throws(UpstreamConfigurationError) {
        try configuration.validate()
        let terms = ExchangeTerms(
            encoder: RequestEncoder(configuration), credentials: credentials, maxAnswerBytes: configuration.maxAnswerBytes, answers: answers,
            wallNow: wallNow, strayCame: strayCame)
        let connector = try Connector(configuration, terms: terms)
        let bounds = ConnectionPoolStateMachine.Bounds(
            maxConnections: configuration.maxConnections, maxIdle: configuration.maxIdleConnections, idleTimeout: configuration.idleTimeout)
        self.group = group
        self.credentials = credentials
        attemptTimeout = configuration.attemptTimeout.timeAmount
        var pools: [ObjectIdentifier: ConnectionPool] = [:]
        for loop in group.makeIterator() {
            pools[ObjectIdentifier(loop)] = ConnectionPool(loop: loop, connector: connector, bounds: bounds)
        }
        self.pools = pools
    }

    public var partner: PartnerFingerprint { credentials.current.partner }

    public func attempt(_ request: HTTPCall, as partner: PartnerFingerprint?, deadline: MonotonicInstant) async -> AttemptOutcome {
        let loop = group.any()
        guard let pool = pools[ObjectIdentifier(loop)] else {
            preconditionFailure("the group has an event loop that its iterator did not show")
        }
        let deadline = min(NIODeadline(deadline), NIODeadline.now() + attemptTimeout)
        return await withUnsafeContinuation { continuation in
            let attempt = Attempt(request, as: partner, deadline: deadline, continuation: continuation)
            if loop.inEventLoop {
                pool.start(attempt)
            } else {
                loop.execute { pool.start(attempt) }
            }
        }
    }

    /// Opens a connection on every loop that has none, so that the first calls find it warm.
    /// - Returns: nil, or what went wrong on the first loop on which it did: calls will be tried all the same.
    @discardableResult
    public func warmUp() async -> AttemptFailure? {
        let deadline = NIODeadline.now() + attemptTimeout
        let results = pools.values.map { $0.warmUp(deadline: deadline) }
        for result in results {
            if let failure = (try? await result.get()) ?? nil { return failure }
        }
        return nil
    }

    /// Takes no more attempts, lets those whose request was sent come to their end, and closes everything. Returns when that is done, at the latest
    /// when the last deadline has passed.
    public func shutdown() async {
        let results = pools.values.map { $0.shutDown() }
        for result in results { try? await result.get() }
    }
}
