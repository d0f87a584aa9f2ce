public import Contract
import Synchronization

/// Where callbacks come in, are written down, looked up and told: a callback is a claim, and money is told only once OY!'s
/// own API says the same.
public final class CallbackProcessor: Sendable {
    let ledger: any EventLedger
    let accounts: VirtualAccountBooks
    let payouts: PayoutBooks
    let audit: AuditTrail
    let clock: any Timekeeper
    private let wallClock: WatchedWallClock
    let observer: any CallbackObserver
    let settings: EventSettings
    /// Notifies when there is something to look up.
    let work = Notifier()
    /// Callbacks that are being looked up, by number: none twice at once.
    let underWay = Mutex<Set<Int64>>([])
    let rest = Mutex(OutageBackoff())
    let noted = Mutex(NotedRecords())
    let lateLooks: Mutex<OverdueTurns>

    /// - Parameters:
    ///   - cache: of the accounts that answers of OY!'s have named.
    ///   - wallClock: the one that old events are deleted by, too.
    public init(
        ledger: any Ledger & EventLedger, payoutProcessor: PayoutProcessor, calls: UpstreamCalls, cache: AccountCache,
        endpoints: EndpointTable, audit: AuditTrail, clock: any Timekeeper, wallClock: WatchedWallClock, observer: any CallbackObserver,
        settings: EventSettings
    ) {
        self.ledger = ledger
        accounts = VirtualAccountBooks(ledger: ledger, cache: cache, calls: calls, endpoints: endpoints, clock: clock)
        payouts = PayoutBooks(
            ledger: ledger, processor: payoutProcessor, calls: calls, wire: ContractWire(endpoints), clock: clock)
        self.audit = audit
        self.clock = clock
        self.wallClock = wallClock
        self.observer = observer
        self.settings = settings
        lateLooks = Mutex(OverdueTurns(longestPause: settings.longestPause, wall: clock.wallNow, now: clock.now))
    }

    /// What the wall clock shows, and for how long it has not been set forward.
    var time: (wall: WallTime, steadyTime: Duration) { wallClock.time }

    /// Why a callback can't be taken in, whatever OY! knows: what it is about can't be asked about, or is longer than anything that OY!
    /// names. Nil where it can.
    public func problem(with callback: ReceivedCallback) -> String? {
        let message = callback.message
        if Self.canBeLookedUp(callback.kind, message), let field = message.field(longerThan: EventLimits.nameBytes) {
            return "\(field) is longer than \(EventLimits.nameBytes) bytes"
        }
        guard callback.kind == .disbursement, !payouts.canAsk(about: message.string("partner_trx_id")) else { return nil }
        return "partner_trx_id is none that OY! can be asked about"
    }

    /// Takes a callback in. When this returns it is on disk, and will be told unless OY! contradicts it.
    ///
    /// - Throws: where it could not be written: OY! is to send it again.
    public func receive(_ callback: ReceivedCallback, from source: String) async throws(LedgerError) {
        // A clock that is behind now, and right again before the callback is looked up, must have been seen behind.
        let now = time.wall
        let message = callback.message
        var entry = entry(callback.kind, message, .received, at: now)
        entry.detail = "from \(source)"
        let write: EventWrite =
            Self.canBeLookedUp(callback.kind, message)
            ? .receive(callback, at: now, lookUntil: now.advanced(by: settings.lookUpFor))
            : .tell(callback, at: now, unlessToldIn: settings.repeats(at: now))
        try await ledger.commit(LedgerChange(entries: [entry], events: [write]))
        rest.withLock { $0.committed() }
        observer.received(callback.kind)
        work.notify()
    }

    /// Of a payment that failed there is nothing in OY!'s books, and no money in it; of verdicts and connections its API
    /// tells nothing.
    private static func canBeLookedUp(_ kind: CallbackKind, _ message: Message) -> Bool {
        switch kind {
        case .virtualAccount: message.bool("success")
        case .disbursement: true
        case .kyc, .pfm: false
        }
    }

    /// Looks up what is due, until the task is cancelled. To be called once.
    public func run() async {
        await withDiscardingTaskGroup { group in
            let slots = Slots(EventLimits.looksAtOnce)
            while !Task.isCancelled {
                let seen = work.count
                switch await beginLooks(slots, &group) {
                case .more: break
                case .done: await pause(past: seen)
                case .ledgerFailed:
                    guard let end = rest.withLock({ $0.until }) else { break }
                    try? await clock.sleep(until: end)
                }
            }
            group.cancelAll()
        }
    }

    /// Until something comes in, or a while has passed.
    private func pause(past seen: Int) async {
        await withDiscardingTaskGroup { group in
            group.addTask { [clock, work] in
                try? await clock.sleep(until: clock.now.advanced(by: EventLimits.lookPause))
                work.notify()
            }
            await work.wait(past: seen)
            group.cancelAll()
        }
    }
}

extension Message {
    /// The first text in it, or in a message that it holds, that is longer than `bytes` of UTF-8.
    fileprivate func field(longerThan bytes: Int) -> String? {
        for field in schema.fields where !field.isRepeated {
            if field.kind == .string {
                if withString(field, { $0.count > bytes }) { return field.name }
            } else if field.kind == .message, field.wrapped == nil, let name = message(field)?.field(longerThan: bytes) {
                return "\(field.name).\(name)"
            }
        }
        return nil
    }
}
