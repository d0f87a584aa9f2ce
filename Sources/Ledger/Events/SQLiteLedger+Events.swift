import GRDB
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
            try database.firstRow("SELECT floor, (SELECT ifnull(max(cursor), 0) FROM events) FROM event_floor") { row in
                EventBounds(floor: row.integer(0), newest: row.integer(1))
            } ?? EventBounds(floor: 1, newest: 0)
        }
    }

    public func newestDeletedEvent(_ filter: EventFilter) async throws(LedgerError) -> Int64 {
        try await read { try EventQuery.gone(filter, in: $0) }
    }

    public func knownIdentities(of identities: [String]) async throws(LedgerError) -> Set<String> {
        try await read { database in
            let sql = "SELECT 1 FROM events WHERE identity = ?1 UNION ALL SELECT 1 FROM told_before WHERE identity = ?1 LIMIT 1"
            return Set(
                try identities.filter { identity in
                    try database.firstRow(sql, bind: { $0.bind(1, identity) }) { _ in true } ?? false
                })
        }
    }

    public func consumer(_ name: ConsumerName) async throws(LedgerError) -> Consumer? {
        try await read { database in
            try database.firstRow(
                "SELECT cursor, seen_at_ms FROM consumers WHERE caller = ? AND name = ?",
                bind: {
                    $0.bind(1, name.caller)
                    $0.bind(2, name.name)
                }
            ) { row in
                Consumer(name: name, cursor: row.integer(0), seenAt: row.time(1))
            }
        }
    }

    public func consumers() async throws(LedgerError) -> [Consumer] {
        try await read { database in
            try database.rows("SELECT caller, name, cursor, seen_at_ms FROM consumers ORDER BY caller, name") { row in
                Consumer(
                    name: ConsumerName(caller: row.text(0), name: row.text(1)), cursor: row.integer(2), seenAt: row.time(3))
            }
        }
    }
}
