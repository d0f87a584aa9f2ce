import Contract
import Gateway
import Ledger
import Logging
import Upstream

/// The gateway's objects, wired, with nothing running: an admission and a dispatcher that can be handed calls.
struct GatewayCore: Sendable {
    let admission: CallAdmission
    let dispatcher: CallDispatcher
    let processor: PayoutProcessor
    let audit: AuditTrail
    let feed: EventFeed
    let callbackProcessor: CallbackProcessor
    let accounts: AccountWriter
    let retention: EventRetention
    let callbackLog: CallbackLog
    let health: HealthBoard
    let gate: SharedUpstreamGate
    let reloader: Reloader
    let keeper: CredentialKeeper
    let chronicle: LifecycleAudit
    let alarms: AlarmBoard
    let registry: MetricsRegistry
    let startedAt: WallTime
    let clock: any Timekeeper

    /// - Parameters:
    ///   - timers: of the event loops that calls and payouts run on.
    ///   - written: notifies after each commit of the ledger.
    ///   - registry: where everything is counted.
    init(
        _ preflight: Preflight, ledger: SQLiteLedger, upstreams: Upstreams, timers: LoopTimers, written: Notifier,
        registry: MetricsRegistry, settings: LiveSettings, logger: Logger
    ) {
        let clock = SystemTimekeeper()
        let configuration = preflight.configuration
        let credentials = preflight.credentials
        let alarms = AlarmBoard()
        if !configuration.payouts.sends {
            alarms.raise(.payoutsStopped)
            logger.warning(
                "No payout is sent: payouts.send is false. OY! is only asked about those that may have been",
                metadata: ["alarm": "\(Alarm.payoutsStopped.rawValue)"])
        }
        let observers = Observers(configuration, registry: registry, alarms: alarms, logger: logger, clock: clock)
        let gate = SharedUpstreamGate(clock: clock) { observers.upstream.changed($0, isThere: $1) }
        let chronicle = LifecycleAudit(ledger: ledger, logger: logger, clock: clock)
        let callers = LiveCallers(CallerDirectory(configuration.callers))
        startedAt = clock.wallNow
        let facts = GatewayFacts(
            version: Version.current, startedAt: startedAt, baseURL: "\(configuration.upstream.baseURL)",
            timeZone: configuration.calendar.name, credentialsLoadedAt: { credentials.loadedAt },
            alarms: { open in
                alarms.report(open, ledger.statistics, at: clock.wallNow).filter(\.stands).map(\.name)
            })
        let health = HealthBoard { [endpoints = preflight.endpoints] in endpoints.hasService($0) }
        let processor = PayoutProcessor(
            ledger: ledger, upstream: observers.observed(upstreams.payouts, for: .payouts), clock: clock, timers: timers, gate: gate,
            wire: ContractWire(preflight.endpoints), observer: observers.payouts, settings: configuration.payouts)
        let digest = ledger.digest
        let audit = AuditTrail(ledger: ledger, clock: clock) { digest($0) }
        let cache = AccountCache()
        let wallClock = WatchedWallClock(clock)
        let upstreamCalls = UpstreamCalls(
            upstream: observers.observed(upstreams.calls, for: .otherCalls), gate: gate, clock: clock,
            attemptTimeout: configuration.upstream.attemptTimeout, answered: cache.saw)
        feed = EventFeed(ledger: ledger, clock: clock, written: written)
        callbackLog = observers.callbackLog
        callbackProcessor = CallbackProcessor(
            ledger: ledger, payoutProcessor: processor, calls: upstreamCalls, cache: cache, endpoints: preflight.endpoints, audit: audit,
            clock: clock, wallClock: wallClock, observer: observers.events, settings: configuration.events)
        accounts = AccountWriter(cache: cache, ledger: ledger, clock: clock, ledgerFailed: observers.events.ledgerFailed)
        retention = EventRetention(
            ledger: ledger, clock: clock, wallClock: wallClock, observer: observers.events, settings: configuration.events)
        self.clock = clock
        self.health = health
        self.processor = processor
        self.audit = audit
        self.gate = gate
        self.alarms = alarms
        self.registry = registry
        self.chronicle = chronicle
        keeper = CredentialKeeper(
            store: credentials, callbackToken: preflight.callbackToken, alarms: alarms, credentialsAlarm: observers.credentials,
            chronicle: chronicle, logger: logger, clock: clock)
        reloader = Reloader(
            preflight.document, endpoints: preflight.endpoints, callers: callers, settings: settings, alarms: alarms,
            chronicle: chronicle, logger: logger)
        admission = CallAdmission(
            endpoints: preflight.endpoints, callers: callers, audit: audit, observer: observers.calls, clock: clock)
        dispatcher = CallDispatcher(
            upstreamCalls: upstreamCalls,
            payoutCalls: PayoutCalls(
                processor: processor, ledger: ledger, audit: audit, clock: clock, calendar: configuration.calendar),
            eventCalls: EventCalls(ledger: ledger, feed: feed, callers: callers, clock: clock),
            localCalls: LocalCalls(facts: facts, gate: gate, health: health, ledger: ledger, clock: clock),
            audit: audit, observer: observers.calls, clock: clock)
    }

    /// Writes down that the gateway starts, with which configuration, and with which credentials' files.
    func recordStart() async throws(LedgerError) {
        try await chronicle.commit(.start, detail: "oyd \(Version.current)")
        try await reloader.recordStart()
        await keeper.recordStart()
    }

    /// Writes down that the gateway stops.
    func recordStop() async {
        await keeper.writeRest()
        await chronicle.write(.stop, detail: "oyd \(Version.current)")
    }
}
