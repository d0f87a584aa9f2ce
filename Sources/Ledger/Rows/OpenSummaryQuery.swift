internal import GRDB
internal import Gateway

/// How many payouts are open and how old the oldest is, by state, and since when one is UNKNOWN: reads the open ones' places in an index and the rows of
/// those that are UNKNOWN, never the others.
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
        let counts = try PreparedStatement(database, counts, isKept: false)
        defer { counts.reset() }
        while try counts.step() {
            guard let state = PayoutState(rawValue: counts.text(0)) else { continue }
            summary.counts[state] = Int(counts.integer(1))
            summary.oldest[state] = WallTime(milliseconds: counts.integer(2))
        }
        let oldest = try PreparedStatement(database, oldestUnknown, isKept: false)
        defer { oldest.reset() }
        if try oldest.step() { summary.oldestUnknown = oldest.optionalInteger(0).map(WallTime.init(milliseconds:)) }
        return summary
    }
}
