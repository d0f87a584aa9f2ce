import Gateway
import Logging
import ServiceLifecycle
import TTRPC

/// The RPC server as a service with a beginning and an end.
struct RPCService: Service {
    let server: Server<RPCHandler>
    let listener: UnixListener
    let health: HealthBoard
    let logger: Logger
    /// What the line that says so tells of the daemon.
    let facts: Logger.Metadata

    func run() async throws {
        try await withGracefulShutdownHandler {
            // Said no sooner than signals are caught: who waits for this line may end the daemon right after it.
            logger.info("Serving", metadata: facts)
            try await server.run(on: listener)
        } onGracefulShutdown: {
            logger.info("Draining")
            health.stopServing()
            server.drain(timeout: Limits.drainTimeout)
        }
    }
}

/// The work on payouts: flights and the resolver.
struct PayoutService: Service {
    let desk: PayoutDesk

    func run() async throws {
        // Cancelling is how the desk is told to bring what flies to its end and take nothing on any more.
        await cancelWhenGracefulShutdown { await desk.run() }
    }
}
