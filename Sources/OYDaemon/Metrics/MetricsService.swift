import HTTPTypes
import HostFiles
import Hummingbird
import HummingbirdCore
import Listening
import Logging
import NIOCore
import ServiceLifecycle

/// Serves `GET /metrics` on a listener of its own. Whoever reaches it may read it: nothing PERSONAL or SECRET is in it.
struct MetricsService: Service {
    let address: ListenAddress
    let registry: MetricsRegistry
    let gauges: GatewayGauges
    let group: any EventLoopGroup
    let logger: Logger
    /// Called once it listens.
    let onListening: @Sendable () -> Void

    func run() async throws {
        do {
            try await application.run()
        } catch {
            throw Findings("metrics.listen: can't listen at \(address): \(SystemReason.of(error))")
        }
    }

    private var application: some ApplicationProtocol {
        let router = Router(context: BasicRequestContext.self)
        router.get("/metrics") { [registry, gauges] _, _ in
            let text = PrometheusText.write(await gauges.families() + registry.families)
            return Response(
                status: .ok, headers: [.contentType: PrometheusText.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
        let slots = ConnectionSlots(Limits.metricsConnections)
        var librariesLogger = logger
        librariesLogger.logLevel = .critical  // It tells of each connection that a stop cuts short.
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [
                        MetricsSlotHandler(slots), ConnectionLifetime(head: Limits.metricsHeadTimeout, whole: nil), StalledReaderHandler(),
                    ],
                    idleTimeout: .seconds(Limits.metricsIdleSeconds),
                    httpDecoderConfiguration: .bounded)),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port),
                availableConnectionsDelegate: MaximumAvailableConnections(Limits.metricsConnections, logger: librariesLogger)),
            onServerRunning: { [group, logger, onListening] channel in
                await channel.drainAccepts(over: group)
                logger.info("Metrics are served", metadata: ["port": "\(channel.localAddress?.port ?? 0)"])
                onListening()
            },
            eventLoopGroupProvider: .shared(group), logger: librariesLogger)
    }
}
