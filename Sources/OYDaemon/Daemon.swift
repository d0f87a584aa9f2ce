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
    /// Serves until SIGTERM or SIGINT, then lets calls in flight end. SIGHUP has configuration and credentials read anew.
    ///
    /// - Parameter settings: hold the log level of `logger`, and change with the configuration.
    /// - Throws: what stands in the way of serving.
    public static func run(_ document: ConfigurationDocument, settings: LiveSettings, logger: Logger) async throws {
        defer { LogOutput.standard.flush() }
        try Hardening.apply()
        Signals.ignoreStray()
        // From the very start, and until the very end: it must never be what ends the daemon.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        defer { withExtendedLifetime(hangups) {} }
        Descriptors.raise()
        let manager = try ServiceManager()
        let blueprint = try Blueprint(document, now: SystemTimekeeper().wallNow, makesSocket: manager.socket == nil)
        let configuration = blueprint.configuration
        let written = Bell()
        let ledgerLog = LedgerLog(logger: logger)
        let ledger = try SQLiteLedger(path: configuration.ledger.path) { event in
            ledgerLog(event)
            if case .committed = event { written.ring() }
        }
        warn(of: ledger, at: configuration.ledger.path, logger)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
        let upstreams = try Upstreams(configuration.upstream, credentials: blueprint.credentials, group: group)
        let plant = Plant(
            blueprint, ledger: ledger, upstreams: upstreams, timers: LoopTimers(group: group), written: written,
            settings: settings, logger: logger)
        let server = server(
            for: plant, settings: settings, group: group,
            connections: Descriptors.connections(besides: upstreams.maxConnections))
        let socketPath = manager.socket.map { SocketWatch.path(of: $0) } ?? configuration.socket.path
        let listener = try listener(for: blueprint, manager)
        let watch = socketPath.flatMap { SocketWatch(path: $0, alarms: plant.alarms, logger: logger) }

        try await plant.recordStart()
        if let failure = await upstreams.warmUp() {
            logger.warning("OY! cannot be reached yet", metadata: ["base_url": "\(configuration.upstream.baseURL)", "cause": "\(failure)"])
        }
        var facts: Logger.Metadata = [
            "version": "\(Version.current)", "socket": "\(manager.socket == nil ? configuration.socket.path : "handed over")",
            "base_url": "\(configuration.upstream.baseURL)", "callers": "\(configuration.callers.count)",
        ]
        if let open = try? await ledger.openSummary() { facts["open_payouts"] = "\(open.counts.values.reduce(0, +))" }
        // Services stop in the reverse order: first no more calls, then no more work on payouts.
        var services: [any Service] = [
            CredentialService(keeper: plant.keeper),
            ReloadService(signals: hangups, reloader: plant.reloader, keeper: plant.keeper, manager: manager),
            AuditService(audit: plant.audit),
            PayoutWork(desk: plant.desk), EventWork(desk: plant.callbackDesk, feed: plant.feed),
        ]
        if let interval = manager.watchdog {
            services.insert(WatchdogService(manager: manager, interval: interval, group: group, ledger: ledger), at: 0)
        }
        let listeners = ListenerGate()
        if let address = configuration.metrics {
            let gauges = GatewayGauges(
                ledger: ledger, gate: plant.gate, credentials: blueprint.credentials, reloader: plant.reloader,
                alarms: plant.alarms, startedAt: plant.startedAt, connections: { server.connectionCount },
                timekeeper: plant.timekeeper)
            services.append(
                MetricsService(
                    address: address, registry: plant.registry, gauges: gauges, group: group, logger: logger, isOpen: listeners.expect()))
        }
        if let settings = configuration.callbacks, let token = blueprint.callbackToken {
            let receiver = CallbackReceiver(
                desk: plant.callbackDesk, ledger: ledger, token: token, settings: settings, timekeeper: plant.timekeeper,
                log: plant.callbackLog)
            services.append(
                CallbackService(receiver: receiver, settings: settings, group: group, logger: logger, isOpen: listeners.expect()))
        }
        services.append(
            RPCService(
                server: server, listener: listener, listeners: listeners, health: plant.health, manager: manager, logger: logger, facts: facts))
        // Last, so that it stops first: the server itself removes the socket at its end.
        if let watch { services.append(watch) }
        var librariesLogger = logger
        librariesLogger.logLevel = .error  // A library's progress reports would only repeat our own.
        do {
            try await ServiceGroup(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: librariesLogger
            ).run()
        } catch {
            // Each start that was written down has its stop.
            await plant.recordStop()
            await ledger.close()
            throw error
        }
        await upstreams.shutdown()
        await plant.recordStop()
        await ledger.close()
        try await group.shutdownGracefully()
        logger.info("Stopped")
    }

    private static func warn(of ledger: SQLiteLedger, at path: String, _ logger: Logger) {
        if ledger.beganWithoutPayouts {
            logger.warning(
                "The ledger knows no payout. Where some were made before, stop and restore it (docs/deployment.md)",
                metadata: ["path": "\(path)"])
        }
        if ledger.wasReadableByOthers {
            logger.warning(
                "Others can read the ledger, and in it whom was paid: its mode should be 0600", metadata: ["path": "\(path)"])
        }
    }

    private static func server(
        for plant: Plant, settings: LiveSettings, group: any EventLoopGroup, connections: Int
    ) -> Server<RPCHandler> {
        Server(
            handler: RPCHandler(dispatcher: plant.dispatcher, settings: settings, timekeeper: plant.timekeeper),
            group: group,
            quota: ConnectionQuota(total: connections) { _ in connections * Limits.connectionsPerUserPercent / 100 })
    }

    /// The socket that the service manager hands over, or one of our own.
    private static func listener(for blueprint: Blueprint, _ manager: ServiceManager) throws -> UnixListener {
        if let descriptor = manager.socket { return try UnixListener.adopt(descriptor) }
        let socket = blueprint.configuration.socket
        return try UnixListener.bind(path: socket.path, mode: UInt32(socket.mode), group: blueprint.socketGroup)
    }
}
