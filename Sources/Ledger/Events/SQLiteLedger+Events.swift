internal import GRDB
public import Gateway

extension SQLiteLedger: EventLedger {
    public func events(
        _ filter: EventFilter, after cursor: Int64, limit: Int
    ) async throws(LedgerError) -> EventPage {
        let limit = max(1, min(limit, limits.pageSize))
        let span = Int64(limits.eventSpan)
        return try await read { try EventQuery.page(filter, after: cursor, limit: limit, span: span, in: $0) }
    }

    public func eventBounds() async throws(LedgerError) -> EventBounds {
        try await read { database in
            let query = try PreparedStatement(
                database, "SELECT floor, (SELECT ifnull(max(cursor), 0) FROM events) FROM event_floor", isKept: false)
            defer { query.reset() }
            guard try query.step() else { return EventBounds(floor: 1, newest: 0) }
            return EventBounds(floor: query.integer(0), newest: query.integer(1))
        }
    }

    public func knownIdentities(of identities: [String]) async throws(LedgerError) -> Set<String> {
        try await read { database in
            let query = try PreparedStatement(database, "SELECT 1 FROM events WHERE identity = ?", isKept: false)
            var known: Set<String> = []
            for identity in identities {
                query.bind(1, identity)
                if try query.step() { known.insert(identity) }
                query.reset()
            }
            return known
        }
    }

    public func consumer(_ name: ConsumerName) async throws(LedgerError) -> Consumer? {
        try await read { database in
            let query = try PreparedStatement(
                database, "SELECT cursor, seen_at_ms FROM consumers WHERE caller = ? AND name = ?", isKept: false)
            query.bind(1, name.caller)
            query.bind(2, name.name)
            defer { query.reset() }
            guard try query.step() else { return nil }
            return Consumer(
                name: name, cursor: query.integer(0), seenAt: WallTime(milliseconds: query.integer(1)))
        }
    }

    public func consumers() async throws(LedgerError) -> [Consumer] {
        try await read { database in
            let query = try PreparedStatement(
                database, "SELECT caller, name, cursor, seen_at_ms FROM consumers ORDER BY caller, name", isKept: false)
            defer { query.reset() }
            var consumers: [Consumer] = []
            while try query.step() {
                consumers.append(
                    Consumer(
                        name: ConsumerName(caller: query.text(0), name: query.text(1)), cursor: query.integer(2),
                        seenAt: WallTime(milliseconds: query.integer(3))))
            }
            return consumers
        }
    }

    public func hasConcludedCallbacks(receivedBefore time: WallTime) async throws(LedgerError) -> Bool {
        try await read { database in
            let query = try PreparedStatement(
                database, "SELECT 1 FROM callbacks WHERE state <> 'PENDING' AND received_last_at_ms < ?1 LIMIT 1", isKept: false)
            query.bind(1, time.milliseconds)
            defer { query.reset() }
            return try query.step()
        }
    }

    public func pendingCallbacks(dueBy time: WallTime, limit: Int) async throws(LedgerError) -> [PendingCallback] {
        try await read { database in
            let query = try PreparedStatement(
                database,
                """
                SELECT id, kind, facts, times, times_open, received_at_ms, looks, look_until_ms FROM callbacks
                WHERE next_look_at_ms <= ?1 ORDER BY next_look_at_ms LIMIT ?2
                """, isKept: false)
            query.bind(1, time.milliseconds)
            query.bind(2, limit)
            defer { query.reset() }
            var callbacks: [PendingCallback] = []
            while try query.step() {
                guard let kind = CallbackKind(rawValue: query.text(1)) else { continue }
                callbacks.append(
                    PendingCallback(
                        id: query.integer(0), kind: kind, facts: query.text(2), times: Int(query.integer(3)),
                        timesOpen: Int(query.integer(4)), receivedAt: WallTime(milliseconds: query.integer(5)),
                        looks: Int(query.integer(6)), lookUntil: WallTime(milliseconds: query.integer(7))))
            }
            return callbacks
        }
    }
}
