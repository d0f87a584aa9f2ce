import GRDB
import Gateway

/// How many payouts are open and how old the oldest is, by state, and since when one is UNKNOWN: reads the open ones' places in an
/// index and the rows of those that are UNKNOWN, never the others.
enum OpenSummaryQuery {
    static let counts = """
        SELECT state, count(*), min(created_at_ms) FROM payouts INDEXED BY payouts_by_state
        WHERE state IN ('RECORDED', 'UNKNOWN', 'IN_PROGRESS', 'AWAITING_APPROVAL') AND state <> 'COMPLETED'
        GROUP BY state
        """

    /// What became UNKNOWN before that was kept counts from when it was asked for.
    static let oldestUnknown = """
        SELECT min(ifnull(unknown_since_ms, created_at_ms)) FROM payouts INDEXED BY payouts_by_state
        WHERE state = 'UNKNOWN' AND state <> 'COMPLETED'
        """

    static func run(_ database: Database) throws -> OpenSummary {
        var summary = OpenSummary()
        let states = try database.rows(counts) { row in
            PayoutState(rawValue: row.text(0)).map { (state: $0, count: Int(row.integer(1)), oldest: row.time(2)) }
        }
        for (state, count, oldest) in states {
            summary.counts[state] = count
            summary.oldest[state] = oldest
        }
        summary.oldestUnknown = try database.firstRow(oldestUnknown) { $0.optionalTime(0) }
        return summary
    }
}
