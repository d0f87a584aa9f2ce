import Gateway
import Logging
import ServiceLifecycle
import TTRPC

/// The RPC server as a service with a beginning and an end.
struct RPCService: Service {
    let server: Server
    let listener: UnixListener
    /// Stopped before the server is: of a stream that ends for it, the trail says what its reader hears.
    let feed: EventFeed
    /// Of the other services.
    let listeners: ListenerGate
    let health: HealthBoard
    let manager: ServiceManager
    let logger: Logger
    /// What is told of the daemon once it serves.
    let facts: Logger.Metadata

    func run() async throws {
        try await withGracefulShutdownHandler {
            guard await listeners.wait() else { return }
            StartUpMemory.giveBack()
            if !Task.isShuttingDownGracefully {
                // Not before: from here on a signal ends the process in order, and whoever waits for this line may send one.
                logger.info("Serving", metadata: facts)
                manager.tell(.ready, status: "Serving")
            }
            try await server.run(on: listener)
        } onGracefulShutdown: {
            logger.info("Draining")
            manager.tell(.stopping, status: "Letting calls in flight end")
            health.stopServing()
            feed.stop()
            server.drain(timeout: Limits.drainTimeout)
        }
    }
}
