import Contract
import Gateway
import Ledger
import Logging
import NIOCore
import NIOPosix
import TTRPC
import Upstream

/// One run of the daemon put together: everything is open, the callers' socket included, and nothing is served yet.
struct DaemonRun: Sendable {
    let manager: ServiceManager
    let preflight: Preflight
    let ledger: SQLiteLedger
    let group: MultiThreadedEventLoopGroup
    let upstreams: Upstreams
    let core: GatewayCore
    let server: Server
    let listener: UnixListener
    /// Nil where the socket has no name among files.
    let socketWatch: SocketWatch?
    let logger: Logger

    var configuration: Configuration { preflight.configuration }

    /// - Throws: what stands in the way of serving.
    init(_ document: ConfigurationDocument, settings: LiveSettings, logger: Logger) throws {
        self.logger = logger
        manager = try ServiceManager()
        preflight = try Preflight(document, now: SystemTimekeeper().wallNow, makesSocket: manager.socket == nil)
        let written = Notifier()
        CallerCheck.log(preflight.configuration.callers, preflight.endpoints, to: logger)
        ExposureCheck.log(preflight.configuration, makesSocket: manager.socket == nil, to: logger)
        ledger = try Self.openLedger(at: preflight.configuration.ledger.path, written: written, logger)
        // One more than cores: connections stay with their loop, and where one loop has nothing to do another's core would be idle.
        group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount + 1)
        let registry = MetricsRegistry()
        let strays = UnsolicitedBytesMetrics(registry)
        let unsolicitedBytesLog = UnsolicitedBytesLog(
            logger: logger, lines: LogThrottle(clock: SystemTimekeeper()), baseURL: "\(preflight.configuration.upstream.baseURL)")
        do throws(UpstreamConfigurationError) {
            upstreams = try Upstreams(preflight.configuration.upstream, credentials: preflight.credentials, group: group) {
                strays.came()
                unsolicitedBytesLog.came()
            }
        } catch {
            throw Findings(UpstreamCheck.finding(error, in: document))
        }
        core = GatewayCore(
            preflight, ledger: ledger, upstreams: upstreams, timers: LoopTimers(group: group), written: written,
            registry: registry, settings: settings, logger: logger)
        let connections = Descriptors.callerConnections(besides: upstreams.maxConnections)
        server = Server(
            handler: PeerAcceptor(
                admission: core.admission, dispatcher: core.dispatcher, settings: settings, clock: core.clock),
            group: group,
            quota: ConnectionQuota(total: connections, perUser: connections * Limits.connectionsPerUserPercent / 100))
        listener = try Self.listener(for: preflight, manager)
        let socketPath = manager.socket.map { SocketWatch.path(of: $0) } ?? preflight.configuration.socket.path
        socketWatch = socketPath.flatMap { [core, manager] path in
            SocketWatch(
                path: path, madeBy: manager.socket == nil ? .daemon : .serviceManager, alarms: core.alarms, logger: logger)
        }
    }

    /// Tells of callers that seem to have been renamed since the daemon ran last.
    func warnOfRenaming() async {
        // A ledger that can't be read says so itself.
        guard let past = try? await ledger.pastCallers() else { return }
        RenamedCallerCheck.log(configuration.callers, past, to: logger)
    }

    /// Has connections to OY! open before the first call needs one. Where there are none, calls will be tried all the same.
    func warmUp() async {
        guard let failure = await upstreams.warmUp() else { return }
        logger.warning("OY! cannot be reached yet", metadata: ["base_url": "\(configuration.upstream.baseURL)", "cause": "\(failure)"])
    }

    /// What is told of the daemon once it serves.
    func servingFacts() async -> Logger.Metadata {
        var facts: Logger.Metadata = [
            "version": "\(Version.current)", "socket": "\(manager.socket == nil ? configuration.socket.path : "handed over")",
            "base_url": "\(configuration.upstream.baseURL)", "callers": "\(configuration.callers.count)",
        ]
        if let open = try? await ledger.openSummary() { facts["open_payouts"] = "\(open.counts.values.reduce(0, +))" }
        return facts
    }

    /// Closes everything, once all services have ended.
    func shutDown() async throws {
        await upstreams.shutdown()
        await endRecord()
        try await group.shutdownGracefully()
    }

    /// Each start that was written down has its stop, also where a service failed.
    func endRecord() async {
        await core.recordStop()
        await ledger.close()
    }

    /// - Parameter written: notifies after each commit.
    private static func openLedger(at path: String, written: Notifier, _ logger: Logger) throws -> SQLiteLedger {
        let log = LedgerLog(logger: logger)
        let ledger = try SQLiteLedger(path: path) { event in
            log(event)
            if case .committed = event { written.notify() }
        } atTurnEnd: {
            LoopTurn.atEnd($0)
        }
        log.opened(ledger, at: path)
        return ledger
    }

    /// The socket that the service manager hands over, or one of our own.
    private static func listener(for preflight: Preflight, _ manager: ServiceManager) throws -> UnixListener {
        if let descriptor = manager.socket { return try UnixListener.adopt(descriptor) }
        let socket = preflight.configuration.socket
        return try UnixListener.bind(path: socket.path, mode: UInt32(socket.mode), group: preflight.socketGroup)
    }
}
