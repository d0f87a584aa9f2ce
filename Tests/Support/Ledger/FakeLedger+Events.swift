public import Gateway

extension FakeLedger: EventLedger {
    public func events(_ filter: EventFilter, after cursor: Int64, limit: Int) async throws(LedgerError) -> EventPage {
        let limit = max(1, min(limit, pageSize))
        return try read { $0.events.page(filter, after: cursor, limit: limit, span: Int64(eventSpan)) }
    }

    public func eventBounds() async throws(LedgerError) -> EventBounds {
        try read { EventBounds(floor: $0.events.floor, newest: $0.events.newest) }
    }

    public func newestDeletedEvent(_ filter: EventFilter) async throws(LedgerError) -> Int64 {
        try read { $0.events.gone(filter) }
    }

    public func knownIdentities(of identities: [String]) async throws(LedgerError) -> Set<String> {
        try read { state in Set(identities.filter { state.events.knows($0) }) }
    }

    public func consumer(_ name: ConsumerName) async throws(LedgerError) -> Consumer? {
        try read { $0.events.consumers[name] }
    }

    public func consumers() async throws(LedgerError) -> [Consumer] {
        try read { state in
            state.events.consumers.values.sorted { ($0.name.caller, $0.name.name) < ($1.name.caller, $1.name.name) }
        }
    }

    public func virtualAccounts(numbered number: String) async throws(LedgerError) -> [KnownAccount] {
        try read { $0.events.accountBook.accounts(numbered: number) }
    }

    public func paymentsSince() async throws(LedgerError) -> WallTime? {
        try read { $0.events.callbacks.paymentsSince }
    }

    public func callbackBacklog() async throws(LedgerError) -> CallbackBacklog {
        try read { $0.events.callbacks.backlog }
    }

    public func isReported(_ partnerTrxID: String) async throws(LedgerError) -> Bool {
        try read { $0.events.callbacks.reports(on: partnerTrxID) }
    }

    public func pendingCallbacks(dueBy time: WallTime, limit: Int) async throws(LedgerError) -> [PendingCallback] {
        try read { $0.events.callbacks.pending(dueBy: time, limit: limit) }
    }

    public func hasCallbacks(dueAfter time: WallTime) async throws(LedgerError) -> Bool {
        try read { $0.events.callbacks.hasSome(dueAfter: time) }
    }

    public func hasMore(toPurge purge: EventPurge) async throws(LedgerError) -> Bool {
        try read { $0.events.hasMore(toPurge: purge) }
    }
}
