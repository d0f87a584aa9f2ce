import Contract
import Gateway
import Ledger
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
        try Hardening.apply()
        let blueprint = try Blueprint(configuration, now: SystemTimekeeper().wallNow)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        _ = try OYUpstream(configuration: configuration.upstream, credentials: blueprint.credentials, group: group)
        try await group.shutdownGracefully()
        return [
            "configuration: \(configuration.callers.count) callers, \(blueprint.endpoints.all.count) methods",
            "credentials: readable, and by nobody else",
            try LedgerCheck.finding(at: configuration.ledger.path),
            "socket: can be made at \(configuration.socket.path)",
            "upstream: \(configuration.upstream.baseURL)",
        ] + (configuration.callbacks.map { ["callbacks: token readable, received at \($0.listen)"] } ?? [])
    }

    /// Serves until SIGTERM or SIGINT, then lets calls in flight end.
    ///
    /// - Throws: what stands in the way of serving.
    public static func run(_ configuration: Configuration, logger: Logger) async throws {
        try Hardening.apply()
        Descriptors.raise()
        let connections = Descriptors.connections()
        let blueprint = try Blueprint(configuration, now: SystemTimekeeper().wallNow)
        let written = Bell()
        let ledgerLog = LedgerLog(logger: logger)
        let ledger = try SQLiteLedger(path: configuration.ledger.path) { event in
            ledgerLog(event)
            if case .committed = event { written.ring() }
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
        let upstream = try OYUpstream(
            configuration: configuration.upstream, credentials: blueprint.credentials, group: group)
        let plant = Plant(blueprint, ledger: ledger, upstream: upstream, written: written, logger: logger)
        let server = Server(
            handler: RPCHandler(
                dispatcher: plant.dispatcher, defaultDeadline: configuration.defaultDeadline,
                timekeeper: plant.timekeeper),
            group: group,
            quota: ConnectionQuota(total: connections) { _ in connections * Limits.connectionsPerUserPercent / 100 })
        let listener = try UnixListener.bind(
            path: configuration.socket.path, mode: UInt32(configuration.socket.mode), group: blueprint.socketGroup)

        try await plant.recordLifecycle(.start)
        if let failure = await upstream.warmUp() {
            logger.warning("OY! cannot be reached yet", metadata: ["cause": "\(failure)"])
        }
        let facts: Logger.Metadata = [
            "version": "\(Version.current)", "socket": "\(configuration.socket.path)",
            "base_url": "\(configuration.upstream.baseURL)", "callers": "\(configuration.callers.count)",
        ]
        // Services stop in the reverse order: first no more calls, then no more work on payouts.
        var services: [any Service] = [
            PayoutService(desk: plant.desk), EventService(desk: plant.callbackDesk, feed: plant.feed),
        ]
        if let settings = configuration.callbacks, let token = blueprint.callbackToken {
            let receiver = CallbackReceiver(
                desk: plant.callbackDesk, ledger: ledger, token: token, settings: settings, timekeeper: plant.timekeeper,
                log: CallbackLog(logger: logger))
            services.append(CallbackService(receiver: receiver, settings: settings, group: group, logger: logger))
        }
        services.append(
            RPCService(server: server, listener: listener, health: plant.health, logger: logger, facts: facts))
        var librariesLogger = logger
        librariesLogger.logLevel = .error  // A library's progress reports would only repeat our own.
        try await ServiceGroup(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: librariesLogger
        ).run()
        await upstream.shutdown()
        try? await plant.recordLifecycle(.stop)
        await ledger.close()
        try await group.shutdownGracefully()
        logger.info("Stopped")
    }
}
