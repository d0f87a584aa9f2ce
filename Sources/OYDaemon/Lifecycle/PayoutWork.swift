import Gateway
import ServiceLifecycle

/// The work on payouts: flights and the resolver.
struct PayoutWork: Service {
    let processor: PayoutProcessor

    func run() async throws {
        // Cancelling is how the processor is told to bring what flies to its end and take nothing on any more.
        await cancelWhenGracefulShutdown { await processor.run() }
    }
}
