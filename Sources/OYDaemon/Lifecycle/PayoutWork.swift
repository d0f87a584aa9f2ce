import Gateway
import ServiceLifecycle

/// The work on payouts: flights and the resolver.
struct PayoutWork: Service {
    let desk: PayoutDesk

    func run() async throws {
        // Cancelling is how the desk is told to bring what flies to its end and take nothing on any more.
        await cancelWhenGracefulShutdown { await desk.run() }
    }
}
