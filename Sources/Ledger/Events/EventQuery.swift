import GRDB
import Gateway

/// Reads a page of events.
///
/// It looks at a bounded span of cursors, however few of them match: a reader that may see one event in a million does not
/// hold up the writer's checkpoints, nor a connection that others read on.
enum EventQuery {
    private static let sql = """
        SELECT e.cursor, e.kind, e.time_ms, e.is_verified, e.facts, e.partner_trx_id, e.previous_state, e.state, e.trx_id,
          e.oy_code, e.oy_message, p.caller, p.amount_rupiah, p.recipient_bank
        FROM events e LEFT JOIN payouts p ON p.partner_trx_id = e.partner_trx_id
        WHERE e.cursor > ?1 AND e.cursor <= ?2 AND (1 << e.kind) & ?3
          AND (?4 IS NULL OR NOT (1 << e.kind) & ?5 OR e.owner = ?4)
        ORDER BY e.cursor LIMIT ?6
        """

    static func page(
        _ filter: EventFilter, after cursor: Int64, limit: Int, span: Int64, in database: Database
    ) throws -> EventPage {
        var page = EventPage(events: [], position: cursor)
        // One snapshot: the newest event and the page must be of the same moment.
        try database.inSavepoint {
            let newest = try newest(database)
            page.floor = try integer("SELECT floor FROM event_floor", database)
            page.gone = try gone(filter, in: database)
            guard newest > cursor else { return .commit }
            let first = max(cursor, try oldest(database) - 1)
            let last = newest - first > span ? first + span : newest
            page.events = try events(filter, first, last, limit, database)
            page.position = page.events.count == limit ? page.events[limit - 1].cursor : last
            return .commit
        }
        return page
    }

    private static let goneSQL = """
        SELECT ifnull(max(newest), 0) FROM deleted_events
        WHERE (1 << kind) & ?1 AND (?2 IS NULL OR NOT (1 << kind) & ?3 OR owner = ?2)
        """

    /// The newest event that matches and was deleted; 0 where there is none.
    static func gone(_ filter: EventFilter, in database: Database) throws -> Int64 {
        try database.firstRow(
            goneSQL,
            bind: {
                $0.bind(1, mask(filter.kinds))
                $0.bind(2, filter.owner)
                $0.bind(3, owned)
            }
        ) { $0.integer(0) } ?? 0
    }

    private static func newest(_ database: Database) throws -> Int64 {
        try integer("SELECT ifnull(max(cursor), 0) FROM events", database)
    }

    private static func oldest(_ database: Database) throws -> Int64 {
        try integer("SELECT ifnull(min(cursor), 1) FROM events", database)
    }

    private static func integer(_ sql: String, _ database: Database) throws -> Int64 {
        try database.firstRow(sql) { $0.integer(0) } ?? 0
    }

    private static func events(
        _ filter: EventFilter, _ first: Int64, _ last: Int64, _ limit: Int, _ database: Database
    ) throws -> [Event] {
        try database.rows(
            sql,
            bind: {
                $0.bind(1, first)
                $0.bind(2, last)
                $0.bind(3, mask(filter.kinds))
                $0.bind(4, filter.owner)
                $0.bind(5, owned)
                $0.bind(6, limit)
            }
        ) { try event($0) }
    }

    /// The kinds, a bit each.
    private static func mask(_ kinds: some Sequence<EventKind>) -> Int64 {
        kinds.reduce(0) { $0 | 1 << $1.rawValue }
    }

    /// The kinds that belong to callers.
    private static let owned = mask(EventKind.allCases.filter(\.hasOwner))

    private static func event(_ row: PreparedStatement) throws -> Event {
        guard let kind = EventKind(rawValue: row.integer(1)) else { throw corrupt("an event is of a kind that does not exist") }
        let content: Event.Content
        if kind == .payout {
            guard let state = PayoutState(rawValue: row.text(7)) else { throw corrupt("an event has a state that does not exist") }
            let step = PayoutStep(
                partnerTrxID: row.text(5), caller: row.text(11), from: row.optionalText(6).flatMap(PayoutState.init(rawValue:)),
                to: state, amountRupiah: row.integer(12), recipientBank: row.text(13), trxID: row.optionalText(8),
                oyCode: row.optionalText(9), oyMessage: row.optionalText(10))
            let texts = [step.partnerTrxID, step.caller, step.recipientBank, step.trxID, step.oyCode, step.oyMessage]
            if texts.contains(where: { $0?.hasNUL ?? false }) { throw corrupt("event \(row.integer(0)) has a NUL in it") }
            content = .payout(step)
        } else {
            content = .facts(row.text(4))
        }
        return Event(
            cursor: row.integer(0), kind: kind, time: row.time(2), isVerified: row.bool(3), content: content)
    }

    private static func corrupt(_ message: String) -> DatabaseError {
        DatabaseError(resultCode: .SQLITE_CORRUPT, message: message)
    }
}
