import Contract
import Gateway
public import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import TTRPC
import UnixSignals
import Upstream

/// What `oyd` runs.
public enum Daemon {
    /// Checks everything that can be checked without serving.
    ///
    /// - Returns: what was found in order, a sentence each.
    /// - Throws: what stands in the way of serving.
    public static func check(_ configuration: Configuration) async throws -> [String] {
        let blueprint = try Blueprint(configuration, now: SystemTimekeeper().wallNow)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        _ = try OYUpstream(configuration: configuration.upstream, credentials: blueprint.credentials, group: group)
        try await group.shutdownGracefully()
        return [
            "configuration: \(configuration.callers.count) callers, \(blueprint.endpoints.all.count) methods",
            "credentials: readable, and by nobody else",
            "socket: can be made at \(configuration.socket.path)",
            "upstream: \(configuration.upstream.baseURL)",
        ]
    }

    /// Serves until SIGTERM or SIGINT, then lets calls in flight end.
    ///
    /// - Throws: what stands in the way of serving.
    public static func run(_ configuration: Configuration, logger: Logger) async throws {
        try Hardening.apply()
        let timekeeper = SystemTimekeeper()
        let blueprint = try Blueprint(configuration, now: timekeeper.wallNow)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
        let upstream = try OYUpstream(
            configuration: configuration.upstream, credentials: blueprint.credentials, group: group)
        let health = HealthBoard { [endpoints = blueprint.endpoints] in endpoints.hasService($0) }
        let server = Server(
            handler: RPCHandler(
                dispatcher: dispatcher(blueprint, upstream: upstream, health: health, logger: logger),
                defaultDeadline: configuration.defaultDeadline, timekeeper: timekeeper),
            group: group,
            quota: ConnectionQuota(total: Limits.connections) { _ in Limits.connectionsPerUser })
        let listener = try UnixListener.bind(
            path: configuration.socket.path, mode: UInt32(configuration.socket.mode), group: blueprint.socketGroup)

        let service = RPCService(server: server, listener: listener, health: health, logger: logger)
        logger.info(
            "Serving",
            metadata: [
                "version": "\(Version.current)", "socket": "\(configuration.socket.path)",
                "base_url": "\(configuration.upstream.baseURL)", "callers": "\(configuration.callers.count)",
            ])
        if let failure = await upstream.warmUp() {
            logger.warning("OY! cannot be reached yet", metadata: ["cause": "\(failure)"])
        }
        try await ServiceGroup(
            services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(quietly: logger)
        ).run()
        await upstream.shutdown()
        try await group.shutdownGracefully()
        logger.info("Stopped")
    }

    private static func dispatcher(
        _ blueprint: Blueprint, upstream: OYUpstream, health: HealthBoard, logger: Logger
    ) -> CallDispatcher {
        let timekeeper = SystemTimekeeper()
        let gate = SharedUpstreamGate()
        let configuration = blueprint.configuration
        let credentials = blueprint.credentials
        let facts = GatewayFacts(
            version: Version.current, startedAt: timekeeper.wallNow, baseURL: "\(configuration.upstream.baseURL)",
            credentialsLoadedAt: { credentials.loadedAt })
        return CallDispatcher(
            endpoints: blueprint.endpoints, callers: CallerDirectory(configuration.callers),
            upstreamCalls: UpstreamCalls(
                upstream: upstream, gate: gate, timekeeper: timekeeper,
                attemptTimeout: configuration.upstream.attemptTimeout),
            localCalls: LocalCalls(facts: facts, gate: gate, health: health),
            journal: CallLog(logger: logger), timekeeper: timekeeper)
    }
}

/// The RPC server as a service with a beginning and an end.
private struct RPCService: Service {
    let server: Server<RPCHandler>
    let listener: UnixListener
    let health: HealthBoard
    let logger: Logger

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await server.run(on: listener)
        } onGracefulShutdown: {
            logger.info("Draining")
            health.stopServing()
            server.drain(timeout: Limits.drainTimeout)
        }
    }
}

extension Logger {
    /// The same log for a library whose progress reports would only repeat our own.
    fileprivate init(quietly logger: Logger) {
        self = logger
        logLevel = .error
    }
}
