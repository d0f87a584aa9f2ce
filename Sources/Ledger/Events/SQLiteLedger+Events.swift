internal import GRDB
public import Gateway

extension SQLiteLedger: EventLedger {
    public func events(
        _ filter: EventFilter, after cursor: Int64, limit: Int
    ) async throws(LedgerError) -> EventPage {
        let limit = max(1, min(limit, limits.pageSize))
        let span = Int64(limits.eventSpan)
        return try await read(.long) { try EventQuery.page(filter, after: cursor, limit: limit, span: span, in: $0) }
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

    public func newestDeletedEvent(_ filter: EventFilter) async throws(LedgerError) -> Int64 {
        try await read { try EventQuery.gone(filter, in: $0) }
    }

    public func knownIdentities(of identities: [String]) async throws(LedgerError) -> Set<String> {
        try await read { database in
            let query = try PreparedStatement(
                database,
                """
                SELECT 1 FROM events WHERE identity = ?1 UNION ALL SELECT 1 FROM told_before WHERE identity = ?1 LIMIT 1
                """, isKept: false)
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
}
