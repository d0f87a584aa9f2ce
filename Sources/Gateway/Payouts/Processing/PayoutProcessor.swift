import Synchronization

/// Runs payouts: takes requests, lets callers wait, carries out decisions, and brings each payout to its end.
///
/// Callers only wait. The work runs in tasks of its own (`BackgroundTasks` for what callers begin, `run()` for what comes due), so a caller that
/// goes away or runs out of time does not affect its payout. A file for each topic: `+Remit`, `+Waiting`, `+Deciding`, `+Hearing`, `+Flying`,
/// `+Resolving`.
public final class PayoutProcessor: Sendable {
    let ledger: any Ledger
    let upstream: any Upstream
    let clock: any Timekeeper
    let timers: any TimerSource
    let gate: any PayoutGate
    let wire: any PayoutWire
    let observer: any PayoutObserver
    let settings: PayoutSettings
    /// Chance, from 0 up to 1.
    let jitter: @Sendable () -> Double
    let flights = Mutex(FlightTable())
    let rest = Mutex(OutageBackoff())
    let settling: Mutex<SettlingWatch>
    /// What callers begin. Bounded by the table: each piece of work belongs to an entry.
    let work = BackgroundTasks()

    public init(
        ledger: any Ledger, upstream: any Upstream, clock: any Timekeeper, timers: any TimerSource,
        gate: any PayoutGate, wire: any PayoutWire, observer: any PayoutObserver, settings: PayoutSettings,
        jitter: @escaping @Sendable () -> Double = { Chance.shared.next() }
    ) {
        self.ledger = ledger
        self.upstream = upstream
        self.clock = clock
        self.timers = timers
        self.gate = gate
        self.wire = wire
        self.observer = observer
        self.settings = settings
        self.jitter = jitter
        settling = Mutex(SettlingWatch(settle: settings.settle, wall: clock.wallNow, now: clock.now))
    }

    /// Works on what is due until the task is cancelled. Then nothing is taken on any more, attempts under way are brought
    /// to their end (at most an attempt's time), and whoever still waits is told what is on disk. To be called once.
    public func run() async {
        await withTaskCancellationHandler {
            await resolve()
        } onCancel: {
            work.close()
        }
        await work.untilEnded()
        for waiter in flights.withLock({ $0.everyWaiter() }) { waiter.news.come(.timeIsUp) }
    }

    /// Whether OY! can be asked about it by whom the gateway is now.
    func canAsk(about payout: Payout) -> Bool {
        payout.belongs(to: upstream.partner)
    }

    /// Notes what the clocks show: a step of the wall clock is only found out by looking.
    func watchTheClock() {
        _ = timeToSettle()
    }

    /// How long it is until what has settled by the wall clock surely has; zero where it has.
    func timeToSettle() -> Duration {
        settling.withLock { $0.remaining(wall: clock.wallNow, now: clock.now) }
    }

    /// A flight of a payout as the ledger has it, to which nothing has happened yet.
    func resting(_ stored: Payout, caller: AuditCaller? = nil, as partner: PartnerFingerprint? = nil) -> PayoutFlight {
        PayoutFlight(PayoutMachine(stored: stored, settings: settings, partner: partner ?? upstream.partner), caller: caller)
    }
}
