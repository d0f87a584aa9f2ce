internal import GRDB
internal import Gateway

/// How many payouts are open, by state: reads the open ones' places in an index, never the others.
enum OpenSummaryQuery {
    static let sql = """
        SELECT state, count(*), min(created_at_ms) FROM payouts INDEXED BY payouts_by_state
        WHERE state IN ('RECORDED', 'UNKNOWN', 'IN_PROGRESS', 'AWAITING_APPROVAL') AND state <> 'COMPLETED'
        GROUP BY state
        """

    static func run(_ database: Database) throws -> OpenSummary {
        let statement = try PreparedStatement(database, sql, isKept: false)
        defer { statement.reset() }
        var summary = OpenSummary()
        while try statement.step() {
            guard let state = PayoutState(rawValue: statement.text(0)) else { continue }
            summary.counts[state] = Int(statement.integer(1))
            if state == .unknown { summary.oldestUnknown = WallTime(milliseconds: statement.integer(2)) }
        }
        return summary
    }
}
