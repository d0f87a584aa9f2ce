import Gateway
import ServiceLifecycle

/// The audit trail's own work: numbers of refusals that were not written one by one.
struct AuditService: Service {
    let audit: AuditTrail

    func run() async throws {
        await cancelWhenGracefulShutdown { await audit.run() }
    }
}
