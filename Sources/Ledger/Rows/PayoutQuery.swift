import GRDB
import Gateway

/// A question about payouts: a condition, the index that answers it, and the values.
///
/// The index is named, so that a list that would have to read the whole table is an error in a test, not a surprise in
/// a large ledger.
struct PayoutQuery: Sendable {
    enum Value: Sendable {
        case integer(Int64)
        case text(String)
    }

    private var index: String?
    private var conditions: [String]
    private var values: [Value]
    private var order: String?
    private var limit: Int = 1

    static func named(_ partnerTrxID: String) -> Self {
        Self(conditions: ["partner_trx_id = ?"], values: [.text(partnerTrxID)])
    }

    /// What is due, the earliest first.
    static func due(_ turn: PayoutTurn, by time: WallTime, after: DuePosition?, limit: Int) -> Self {
        var query = Self(
            index: "payouts_due", conditions: ["next_action_at_ms <= ?"], values: [.integer(time.milliseconds)],
            order: "next_action_at_ms, partner_trx_id", limit: limit)
        let states = turn.states
        query.conditions.append("state IN (\(states.map { _ in "?" }.joined(separator: ", ")))")
        query.values += states.map { .text($0.rawValue) }
        if let after {
            query.add(
                "(next_action_at_ms, partner_trx_id) > (?, ?)",
                .integer(after.nextActionAt.milliseconds), .text(after.partnerTrxID))
        }
        return query
    }

    /// The newest first; for several states one query for each, their results to be merged. A caller that has few payouts does not
    /// walk through others' of a state, of which there may be millions.
    static func list(
        _ filter: PayoutFilter, after: ListPosition?, limit: Int, in database: Database
    ) throws -> [Self] {
        let all = span(of: filter, after: after, limit: limit)
        let isByState = filter.states.contains { $0 != .completed }
        let isFew = try isByState && filter.caller != nil && !all.finds(moreThan: LedgerLimits.payoutsLookedThrough, in: database)
        return list(filter, in: all, looksThrough: isFew)
    }

    /// - Parameters:
    ///   - all: the payouts of any state.
    ///   - looksThrough: whether these are looked through, whatever state they are in.
    static func list(_ filter: PayoutFilter, in all: Self, looksThrough: Bool) -> [Self] {
        if filter.states.isEmpty { return [all] }
        return looksThrough ? [all.only(filter.states)] : filter.states.map { all.only($0) }
    }

    /// Payouts of any state.
    static func span(of filter: PayoutFilter, after: ListPosition?, limit: Int) -> Self {
        var query = Self(
            index: filter.caller == nil ? "payouts_by_time" : "payouts_by_caller", conditions: [], values: [],
            order: "created_at_ms DESC, partner_trx_id DESC", limit: limit)
        if let caller = filter.caller { query.add("caller = ?", .text(caller)) }
        if let created = filter.created {
            query.add(
                "created_at_ms >= ? AND created_at_ms < ?",
                .integer(created.lowerBound.milliseconds), .integer(created.upperBound.milliseconds))
        }
        if let after {
            query.add(
                "(created_at_ms, partner_trx_id) < (?, ?)",
                .integer(after.createdAt.milliseconds), .text(after.partnerTrxID))
        }
        return query
    }

    private func only(_ states: Set<PayoutState>) -> Self {
        var query = self
        query.conditions.append("state IN (\(states.map { _ in "?" }.joined(separator: ", ")))")
        query.values += states.map { .text($0.rawValue) }
        return query
    }

    /// Nearly all payouts are COMPLETED, so a list of those reads few others; any other state has its index.
    private func only(_ state: PayoutState) -> Self {
        var query = self
        query.add("state = ?", .text(state.rawValue))
        if state != .completed {
            query.index = "payouts_by_state"
            query.conditions.append("state <> 'COMPLETED'")
        }
        return query
    }

    private mutating func add(_ condition: String, _ values: Value...) {
        conditions.append(condition)
        self.values += values
    }

    /// The order of a list.
    static func isNewer(_ left: Payout, than right: Payout) -> Bool {
        if left.createdAt != right.createdAt { return left.createdAt > right.createdAt }
        // As SQLite compares text: byte by byte.
        return right.partnerTrxID.utf8.lexicographicallyPrecedes(left.partnerTrxID.utf8)
    }

    var sql: String { sql(selecting: PayoutRow.columns) }

    private func sql(selecting columns: String) -> String {
        var sql = "SELECT \(columns) FROM payouts"
        if let index { sql += " INDEXED BY \(index)" }
        if !conditions.isEmpty { sql += " WHERE \(conditions.joined(separator: " AND "))" }
        if let order { sql += " ORDER BY \(order)" }
        return sql + " LIMIT ?"
    }

    func run(_ database: Database) throws -> [Payout] {
        try database.rows(sql, bind: bind) { try PayoutRow.payout(from: $0) }
    }

    /// What `finds` asks: only the index is read for it.
    var countingSQL: String { sql(selecting: "1") + " OFFSET ?" }

    /// Whether more than `count` payouts match, whatever its limit.
    private func finds(moreThan count: Int, in database: Database) throws -> Bool {
        try database.firstRow(
            countingSQL,
            bind: {
                bind($0)
                $0.bind(Int32(values.count + 2), count)
            }
        ) { _ in true } ?? false
    }

    private func bind(_ statement: PreparedStatement) {
        for (index, value) in values.enumerated() {
            switch value {
            case .integer(let value): statement.bind(Int32(index + 1), value)
            case .text(let value): statement.bind(Int32(index + 1), value)
            }
        }
        statement.bind(Int32(values.count + 1), limit)
    }
}
