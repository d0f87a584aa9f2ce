import Contract
import Gateway
import Ledger
import Logging
import Upstream

/// Everything that decides, put together: from the blueprint to a dispatcher that can be handed calls.
struct Plant: Sendable {
    let dispatcher: CallDispatcher
    let desk: PayoutDesk
    let feed: EventFeed
    let callbackDesk: CallbackDesk
    let health: HealthBoard
    let timekeeper: any Timekeeper
    private let ledger: SQLiteLedger

    init(_ blueprint: Blueprint, ledger: SQLiteLedger, upstream: OYUpstream, written: Bell, logger: Logger) {
        let timekeeper = SystemTimekeeper()
        let gate = SharedUpstreamGate(timekeeper: timekeeper)
        let configuration = blueprint.configuration
        let credentials = blueprint.credentials
        let facts = GatewayFacts(
            version: Version.current, startedAt: timekeeper.wallNow, baseURL: "\(configuration.upstream.baseURL)",
            credentialsLoadedAt: { credentials.loadedAt })
        let health = HealthBoard { [endpoints = blueprint.endpoints] in endpoints.hasService($0) }
        let desk = PayoutDesk(
            ledger: ledger, upstream: upstream, clock: timekeeper, gate: gate, wire: ContractWire(blueprint.endpoints),
            observer: PayoutLog(logger: logger, timekeeper: timekeeper), settings: configuration.payouts)
        let digest = ledger.digest
        let audit = AuditTrail(ledger: ledger, timekeeper: timekeeper) { digest($0) }
        let upstreamCalls = UpstreamCalls(
            upstream: upstream, gate: gate, timekeeper: timekeeper,
            attemptTimeout: configuration.upstream.attemptTimeout)
        feed = EventFeed(ledger: ledger, clock: timekeeper, written: written)
        callbackDesk = CallbackDesk(
            ledger: ledger, payoutDesk: desk, calls: upstreamCalls, endpoints: blueprint.endpoints, audit: audit,
            clock: timekeeper, observer: CallbackLog(logger: logger), settings: configuration.events)
        self.ledger = ledger
        self.timekeeper = timekeeper
        self.health = health
        self.desk = desk
        dispatcher = CallDispatcher(
            endpoints: blueprint.endpoints, callers: LiveCallers(CallerDirectory(configuration.callers)),
            upstreamCalls: upstreamCalls,
            payoutCalls: PayoutCalls(desk: desk, ledger: ledger, audit: audit, timekeeper: timekeeper),
            eventCalls: EventCalls(ledger: ledger, feed: feed, timekeeper: timekeeper),
            localCalls: LocalCalls(facts: facts, gate: gate, health: health),
            audit: audit, observer: CallLog(logger: logger), timekeeper: timekeeper)
    }

    /// Writes down that the gateway starts or stops.
    func recordLifecycle(_ kind: AuditEntry.Kind) async throws {
        var entry = AuditEntry(time: timekeeper.wallNow, kind: kind)
        entry.detail = "oyd \(Version.current)"
        try await ledger.commit(LedgerChange(entries: [entry]))
    }
}
