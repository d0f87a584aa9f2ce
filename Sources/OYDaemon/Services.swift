import Gateway
import Logging
import ServiceLifecycle
import TTRPC

/// The RPC server as a service with a beginning and an end.
struct RPCService: Service {
    let server: Server
    let listener: UnixListener
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
            server.drain(timeout: Limits.drainTimeout)
        }
    }
}

/// The audit trail's own work: numbers of refusals that were not written one by one.
struct AuditService: Service {
    let audit: AuditTrail

    func run() async throws {
        await cancelWhenGracefulShutdown { await audit.run() }
    }
}

/// The work on payouts: flights and the resolver.
struct PayoutWork: Service {
    let desk: PayoutDesk

    func run() async throws {
        // Cancelling is how the desk is told to bring what flies to its end and take nothing on any more.
        await cancelWhenGracefulShutdown { await desk.run() }
    }
}

/// The work on callbacks and events: look-ups, old events, and the streams' feed.
struct EventWork: Service {
    let desk: CallbackDesk
    let feed: EventFeed

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await feed.run() }
                await desk.run()
                group.cancelAll()
            }
        }
        feed.stop()
    }
}
