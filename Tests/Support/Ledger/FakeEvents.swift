import Contract
public import Gateway

/// What a ledger keeps of events, in memory.
public struct FakeEvents: Sendable {
    /// The schema would refuse it, and with it the whole change.
    struct Refused: Error {}

    /// Whose event it was; an empty owner: nobody's.
    private struct Trace: Hashable {
        var kind: EventKind
        var owner: String
    }

    public private(set) var events: [Event] = []
    public private(set) var callbacks = FakeCallbacks()
    public private(set) var consumers: [ConsumerName: Consumer] = [:]
    public private(set) var floor: Int64 = 1
    /// What was told to be deleted, in order.
    public private(set) var purges: [EventPurge] = []
    var accountBook = FakeAccounts()
    private var owners: [Int64: String] = [:]
    private var identities: [Int64: String] = [:]
    /// The newest event that was deleted.
    private var traces: [Trace: Int64] = [:]
    /// Identities of events that were deleted, and when those were written down.
    private var toldBefore: [String: WallTime] = [:]

    /// The virtual accounts that are known; those that are set were seen in 1970.
    public var accounts: Set<KnownAccount> {
        get { accountBook.all }
        set { accountBook = FakeAccounts(newValue) }
    }

    var newest: Int64 { events.last?.cursor ?? 0 }

    /// As it came to be on disk before the test began.
    public mutating func add(_ draft: EventDraft, _ time: WallTime) {
        apply(.add([draft], at: time))
    }

    /// The same of anything else.
    public mutating func apply(_ write: EventWrite) {
        do {
            try self.write(write)
        } catch {
            preconditionFailure("no ledger takes \(write)")
        }
    }

    mutating func write(_ write: EventWrite) throws(Refused) {
        switch write {
        case .receive(let callback, let time, let lookUntil):
            try callbacks.receive(callback, at: time, lookUntil: lookUntil)
        case .tell(let callback, let time, let repeats):
            guard try callbacks.tell(callback, at: time, unlessToldIn: repeats) else { return }
            try insert(EventDraft(kind: callback.kind.eventKind, identity: nil, isVerified: false, facts: callback.facts), time)
        case .conclude(let callback, let conclusion, let drafts, let time):
            for draft in drafts { try insert(draft, time) }
            callbacks.conclude(callback, as: conclusion, at: time)
        case .add(let drafts, let time):
            for draft in drafts { try insert(draft, time) }
        case .postpone(let callback, let time, let told):
            callbacks.postpone(callback, until: time, told: told)
        case .hasten(let late, let time, let limit):
            callbacks.hasten(dueAfter: late, to: time, limit: limit)
        case .remember(let known, let time):
            for account in known { try accountBook.remember(account, at: time) }
        case .register(let name, let time):
            try place(name, at: floor - 1, seenAt: time, isForward: false)
        case .acknowledge(let name, let cursor, let time):
            try place(name, at: min(cursor, newest), seenAt: time, isForward: true)
        case .purge(let purge):
            self.purge(purge)
        }
    }

    // MARK: Events

    private mutating func insert(_ draft: EventDraft, _ time: WallTime) throws(Refused) {
        if let identity = draft.identity, toldBefore[identity] != nil { return }
        guard draft.kind != .payout, Self.isJSON(draft.facts) else { throw Refused() }
        if let identity = draft.identity, identities.values.contains(identity) { return }
        append(Event(cursor: newest + 1, kind: draft.kind, time: time, isVerified: draft.isVerified, content: .facts(draft.facts)), draft.owner)
        identities[newest] = draft.identity
    }

    public mutating func add(_ step: PayoutStep, at time: WallTime) {
        append(Event(cursor: newest + 1, kind: .payout, time: time, isVerified: true, content: .payout(step)), step.caller)
    }

    /// Whose event it is; nil: nobody's.
    public func owner(of event: Event) -> String? { owners[event.cursor] }

    private mutating func append(_ event: Event, _ owner: String?) {
        events.append(event)
        owners[event.cursor] = owner
    }

    func knows(_ identity: String) -> Bool {
        toldBefore[identity] != nil || identities.values.contains(identity)
    }

    func page(_ filter: EventFilter, after cursor: Int64, limit: Int, span: Int64) -> EventPage {
        var page = EventPage(events: [], position: cursor, floor: floor, gone: gone(filter))
        guard newest > cursor, let oldest = events.first?.cursor else { return page }
        let first = max(cursor, oldest - 1)
        let last = newest - first > span ? first + span : newest
        page.events = Array(
            events.lazy.filter { event in
                event.cursor > first && event.cursor <= last && matches(Trace(kind: event.kind, owner: owners[event.cursor] ?? ""), filter)
            }.prefix(limit))
        page.position = page.events.count == limit ? page.events[limit - 1].cursor : last
        return page
    }

    func gone(_ filter: EventFilter) -> Int64 {
        traces.filter { matches($0.key, filter) }.map(\.value).max() ?? 0
    }

    private func matches(_ trace: Trace, _ filter: EventFilter) -> Bool {
        filter.kinds.contains(trace.kind) && (filter.owner == nil || !trace.kind.hasOwner || trace.owner == filter.owner)
    }

    /// What names a member twice is none here, and JSON to SQLite: nothing writes such facts.
    static func isJSON(_ text: String) -> Bool {
        (try? CanonicalJSON.bytes(of: Array(text.utf8))) != nil
    }

    // MARK: Consumers

    private mutating func place(_ name: ConsumerName, at cursor: Int64, seenAt time: WallTime, isForward: Bool) throws(Refused) {
        let isFull = consumers.keys.count { $0.caller == name.caller } >= EventLimits.consumersPerCaller
        guard consumers[name] != nil || !isFull else { return }
        guard cursor >= 0, !name.caller.isEmpty, !name.name.isEmpty else { throw Refused() }
        var consumer = consumers[name] ?? Consumer(name: name, cursor: cursor, seenAt: time)
        if isForward { consumer.cursor = max(consumer.cursor, cursor) }
        consumer.seenAt = max(consumer.seenAt, time)
        consumers[name] = consumer
    }

    // MARK: Deleting

    private mutating func purge(_ purge: EventPurge) {
        purges.append(purge)
        callbacks.forget(receivedBefore: purge.keptSince, limit: purge.limit)
        accountBook.forget(seenBefore: purge.rememberedSince, limit: purge.limit)
        let forgotten = toldBefore.filter { $0.value < purge.rememberedSince }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        for (identity, _) in forgotten.prefix(purge.limit) { toldBefore[identity] = nil }
        consumers = consumers.filter { $0.value.seenAt >= purge.consumersSeenSince }

        let waiting = consumers.values.filter { $0.seenAt >= purge.keptForConsumersSince }
        let acknowledged = waiting.map(\.cursor).min() ?? .max
        let oldest = events.prefix(purge.limit + 1)
        guard oldest.count > 1, let last = oldest.last else { return }
        let kept = oldest.first { event in
            event.time >= purge.keptForConsumersSince && (event.time >= purge.keptSince || event.cursor > acknowledged)
        }
        delete(below: (kept ?? last).cursor)
    }

    /// The newest stays, whatever is asked for.
    public mutating func delete(below cursor: Int64) {
        floor = max(floor, min(cursor, newest))
        for event in events where event.cursor < floor {
            let trace = Trace(kind: event.kind, owner: owners.removeValue(forKey: event.cursor) ?? "")
            traces[trace] = max(traces[trace] ?? 0, event.cursor)
            guard let identity = identities.removeValue(forKey: event.cursor), toldBefore[identity] == nil else { continue }
            toldBefore[identity] = event.time
        }
        events.removeAll { $0.cursor < floor }
    }

    func hasMore(toPurge purge: EventPurge) -> Bool {
        callbacks.hasConcluded(receivedBefore: purge.keptSince) || accountBook.hasSome(seenBefore: purge.rememberedSince)
            || toldBefore.values.contains { $0 < purge.rememberedSince }
    }
}
