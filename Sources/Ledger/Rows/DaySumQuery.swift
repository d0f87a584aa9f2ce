import Gateway

/// What a caller's payouts of a day add up to. Reads each of them: some 0.1 s for a hundred thousand, once for a caller's
/// day, which `DaySumCache` then keeps.
enum DaySumQuery {
    /// In two halves, since SQLite's sum of integers fails where it overflows.
    static let sql = """
        SELECT count(*), ifnull(sum(amount_rupiah >> 32), 0), ifnull(sum(amount_rupiah & 4294967295), 0)
        FROM payouts INDEXED BY payouts_by_caller
        WHERE caller = ?1 AND created_at_ms >= ?2 AND created_at_ms < ?3
          AND state <> 'FAILED' AND state <> 'REJECTED' AND state <> 'CANCELLED'
        """

    /// - Returns: the sums; an amount past Int64 is the largest Int64.
    static func run(_ statement: PreparedStatement, caller: String, day: Range<WallTime>) throws -> DaySums {
        statement.bind(1, caller)
        statement.bind(2, day.lowerBound.milliseconds)
        statement.bind(3, day.upperBound.milliseconds)
        defer { statement.reset() }
        guard try statement.step() else { return DaySums() }
        let (high, overflow) = statement.integer(1).multipliedReportingOverflow(by: 1 << 32)
        let (sum, carried) = high.addingReportingOverflow(statement.integer(2))
        return DaySums(amountRupiah: overflow || carried ? .max : sum, count: Int(statement.integer(0)))
    }
}
