@testable import Gateway

/// What a ledger keeps of events, in memory.
struct FakeEvents: Sendable {
    struct Kept: Sendable {
        var callback: PendingCallback
        var conclusion: CallbackConclusion?
        var nextLook: WallTime?
        var concludedAt: WallTime?
        var receivedLastAt: WallTime
    }

    /// Of two kinds, the same words are two.
    struct CallbackKey: Hashable, Sendable {
        var kind: CallbackKind
        var canonical: [UInt8]
    }

    var events: [Event] = []
    var owners: [Int64: String] = [:]
    var identities: Set<String> = []
    private(set) var callbacks: [CallbackKey: Kept] = [:]
    var consumers: [ConsumerName: Consumer] = [:]
    var floor: Int64 = 1
    var deleted: [Event] = []
    /// With when they were seen.
    private var seenAccounts: [KnownAccount: WallTime] = [:]
    var paymentsSince: WallTime?
    var purges: [EventPurge] = []

    var accounts: Set<KnownAccount> {
        get { Set(seenAccounts.keys) }
        set { seenAccounts = Dictionary(uniqueKeysWithValues: newValue.map { ($0, WallTime(milliseconds: 0)) }) }
    }
    var newest: Int64 { events.last?.cursor ?? 0 }

    private func hasRoom(for name: ConsumerName) -> Bool {
        consumers[name] != nil || consumers.keys.count(where: { $0.caller == name.caller }) < EventLimits.consumersPerCaller
    }

    mutating func apply(_ write: EventWrite) {
        switch write {
        case .receive(let callback, let time, let lookUntil): receive(callback, time, lookUntil)
        case .tell(let callback, let time, let repeats):
            let told = callbacks[Self.key(of: callback)]?.concludedAt.flatMap { repeats.contains($0) ? $0 : nil }
            receive(callback, time, time)
            callbacks[Self.key(of: callback)]?.wasTold(at: told ?? time)
            guard told == nil else { return }
            add(EventDraft(kind: callback.kind.eventKind, identity: nil, isVerified: false, facts: callback.facts), time)
        case .conclude(let callback, let conclusion, let drafts, let time):
            for draft in drafts { add(draft, time) }
            change(callback) { kept, isStale in
                if isStale { return kept.renew(after: callback) }
                kept.conclusion = conclusion
                kept.concludedAt = time
                kept.callback.looks += 1
                kept.nextLook = nil
            }
        case .add(let drafts, let time): for draft in drafts { add(draft, time) }
        case .postpone(let callback, let time, let told):
            change(callback) { kept, isStale in
                kept.callback.looks += 1
                kept.callback.toldOpen += told
                if !isStale { kept.nextLook = time }
            }
        case .remember(let known, let time):
            for account in known { remember(account, time) }
        case .register(let name, _) where !hasRoom(for: name), .acknowledge(let name, _, _) where !hasRoom(for: name):
            break
        case .register(let name, let time):
            let known = consumers[name] ?? Consumer(name: name, cursor: floor - 1, seenAt: time)
            consumers[name] = Consumer(name: name, cursor: known.cursor, seenAt: max(known.seenAt, time))
        case .acknowledge(let name, let cursor, let time):
            let reached = min(cursor, newest)
            let known = consumers[name] ?? Consumer(name: name, cursor: reached, seenAt: time)
            consumers[name] = Consumer(name: name, cursor: max(known.cursor, reached), seenAt: max(known.seenAt, time))
        case .hasten(let late, let time, let limit):
            for (key, _) in inOrder(of: callbacks.filter { $0.value.isDue(after: late) }).prefix(limit) { callbacks[key]?.nextLook = time }
        case .purge(let purge): purges.append(purge)
        }
    }

    mutating func delete(below floor: Int64) {
        deleted += events.filter { $0.cursor < floor }
        events.removeAll { $0.cursor < floor }
        self.floor = floor
    }

    func matches(_ event: Event, _ filter: EventFilter) -> Bool {
        let isOwn = filter.owner == nil || !event.kind.hasOwner || owners[event.cursor] == filter.owner
        return filter.kinds.contains(event.kind) && isOwn
    }

    func gone(_ filter: EventFilter) -> Int64 {
        deleted.filter { matches($0, filter) }.map(\.cursor).max() ?? 0
    }

    private mutating func receive(_ callback: ReceivedCallback, _ time: WallTime, _ lookUntil: WallTime) {
        if callback.kind == .virtualAccount, paymentsSince == nil { paymentsSince = time }
        let key = Self.key(of: callback)
        guard var kept = callbacks[key] else {
            let pending = PendingCallback(
                id: Int64(callbacks.count + 1), kind: callback.kind, facts: callback.facts, times: 1, timesOpen: 1,
                receivedAt: time, looks: 0, lookUntil: lookUntil)
            callbacks[key] = Kept(callback: pending, nextLook: time, receivedLastAt: time)
            return
        }
        kept.callback.times += 1
        kept.receivedLastAt = time
        if kept.nextLook == nil || kept.callback.toldOpen >= kept.callback.timesOpen {
            kept.callback.timesOpen = 1
            kept.callback.toldOpen = 0
            kept.callback.looks = 0
            kept.callback.receivedAt = time
            kept.callback.lookUntil = lookUntil
        } else {
            kept.callback.timesOpen += 1
        }
        kept.conclusion = nil
        kept.concludedAt = nil
        kept.nextLook = time
        callbacks[key] = kept
    }

    private static func key(of callback: ReceivedCallback) -> CallbackKey {
        CallbackKey(kind: callback.kind, canonical: callback.canonical)
    }

    /// One that is known is written again only where that says something.
    private mutating func remember(_ account: KnownAccount, _ time: WallTime) {
        guard let (known, seenAt) = seenAccounts.first(where: { $0.key.number == account.number && $0.key.id == account.id }) else {
            seenAccounts[account] = time
            return
        }
        let isNamed = !account.partnerUserID.isEmpty && account.partnerUserID != known.partnerUserID
        guard isNamed || time >= seenAt.advanced(by: EventLimits.accountSeenAgain) else { return }
        seenAccounts[known] = nil
        seenAccounts[account.partnerUserID.isEmpty ? known : account] = max(seenAt, time)
    }

    /// The ones seen last first, a bounded number.
    func accounts(numbered number: String) -> [KnownAccount] {
        let known = seenAccounts.filter { $0.key.number == number }.sorted { ($1.value, $0.key.id) < ($0.value, $1.key.id) }
        return known.prefix(EventLimits.accountsOfANumber).map(\.key)
    }

    /// By when they are to be looked up.
    private func inOrder(of callbacks: [CallbackKey: Kept]) -> [(key: CallbackKey, value: Kept)] {
        callbacks.sorted { ($0.value.nextLook ?? .farthest, $0.value.callback.id) < ($1.value.nextLook ?? .farthest, $1.value.callback.id) }
    }

    func pending(dueBy time: WallTime, limit: Int) -> [PendingCallback] {
        inOrder(of: callbacks.filter { $0.value.isDue(by: time) }).prefix(limit).map(\.value.callback)
    }

    /// As the ledger does it: what was received again meanwhile stays pending.
    private mutating func change(_ callback: PendingCallback, _ body: (inout Kept, _ isStale: Bool) -> Void) {
        for (key, kept) in callbacks where kept.callback.id == callback.id && kept.nextLook != nil {
            body(&callbacks[key]!, kept.callback.times != callback.times)
        }
    }

    mutating func add(_ draft: EventDraft, _ time: WallTime) {
        if let identity = draft.identity, !identities.insert(identity).inserted { return }
        let cursor = newest + 1
        events.append(
            Event(cursor: cursor, kind: draft.kind, time: time, isVerified: draft.isVerified, content: .facts(draft.facts)))
        owners[cursor] = draft.owner
    }

    mutating func add(_ step: PayoutStep, at time: WallTime) {
        let cursor = newest + 1
        events.append(Event(cursor: cursor, kind: .payout, time: time, isVerified: true, content: .payout(step)))
        owners[cursor] = step.caller
    }
}

extension FakeEvents.Kept {
    fileprivate func isDue(by time: WallTime) -> Bool {
        nextLook.map { $0 <= time } ?? false
    }

    fileprivate func isDue(after time: WallTime) -> Bool {
        nextLook.map { $0 > time } ?? false
    }

    /// Nothing is looked up about it.
    fileprivate mutating func wasTold(at time: WallTime) {
        conclusion = .told
        concludedAt = time
        nextLook = nil
    }

    /// What was settled is settled; what came meanwhile begins anew.
    fileprivate mutating func renew(after settled: PendingCallback) {
        let patience = callback.receivedAt.duration(to: callback.lookUntil)
        callback.timesOpen = callback.times - settled.times
        callback.toldOpen = 0
        callback.looks = 0
        callback.receivedAt = receivedLastAt
        callback.lookUntil = receivedLastAt.advanced(by: patience)
    }
}

extension FakeLedger: EventLedger {
    func events(_ filter: EventFilter, after cursor: Int64, limit: Int) async throws(LedgerError) -> EventPage {
        try read { state in
            let kept = state.events
            let page = kept.events.filter { $0.cursor > cursor && kept.matches($0, filter) }.prefix(limit)
            let position = page.count == limit ? page.last?.cursor : kept.events.last?.cursor
            return EventPage(events: Array(page), position: max(cursor, position ?? cursor), floor: kept.floor,
                gone: kept.gone(filter))
        }
    }

    func eventBounds() async throws(LedgerError) -> EventBounds {
        try read { EventBounds(floor: $0.events.floor, newest: $0.events.newest) }
    }

    func newestDeletedEvent(_ filter: EventFilter) async throws(LedgerError) -> Int64 {
        try read { $0.events.gone(filter) }
    }

    func virtualAccounts(numbered number: String) async throws(LedgerError) -> [KnownAccount] {
        try read { $0.events.accounts(numbered: number) }
    }

    func paymentsSince() async throws(LedgerError) -> WallTime? {
        try read { $0.events.paymentsSince }
    }

    func callbackBacklog() async throws(LedgerError) -> CallbackBacklog {
        try read { state in
            let waiting = state.events.callbacks.values.filter { $0.nextLook != nil && $0.callback.toldOpen < $0.callback.timesOpen }
            return CallbackBacklog(count: waiting.count, oldest: waiting.map(\.callback.receivedAt).min())
        }
    }

    func knownIdentities(of identities: [String]) async throws(LedgerError) -> Set<String> {
        try read { $0.events.identities.intersection(identities) }
    }

    func consumer(_ name: ConsumerName) async throws(LedgerError) -> Consumer? {
        try read { $0.events.consumers[name] }
    }

    func consumers() async throws(LedgerError) -> [Consumer] {
        try read { state in
            state.events.consumers.values.sorted { ($0.name.caller, $0.name.name) < ($1.name.caller, $1.name.name) }
        }
    }

    func hasCallbacks(dueAfter time: WallTime) async throws(LedgerError) -> Bool {
        try read { $0.events.callbacks.values.contains { $0.isDue(after: time) } }
    }

    func hasMore(toPurge purge: EventPurge) async throws(LedgerError) -> Bool { false }

    func pendingCallbacks(dueBy time: WallTime, limit: Int) async throws(LedgerError) -> [PendingCallback] {
        try read { $0.events.pending(dueBy: time, limit: limit) }
    }
}
