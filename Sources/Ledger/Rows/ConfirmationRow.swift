import GRDB
import Gateway

/// Rows of the table `confirmations`.
enum ConfirmationRow {
    /// The one that comes last counts: one with a later time is by a clock that was set back since.
    static let upsert = """
        INSERT INTO confirmations (caller, account, confirmed_at_ms) VALUES (?, ?, ?)
        ON CONFLICT (caller, account) DO UPDATE SET confirmed_at_ms = excluded.confirmed_at_ms
        """
    /// Two for each one that comes, so that the table holds what is younger than the longest window, and little more.
    static let prune = "DELETE FROM confirmations WHERE (caller, account) IN (\(oldest))"
    static let oldest = """
        SELECT caller, account FROM confirmations INDEXED BY confirmations_by_time
        WHERE confirmed_at_ms < ? ORDER BY confirmed_at_ms LIMIT 2
        """
    static let find = "SELECT confirmed_at_ms FROM confirmations WHERE caller = ? AND account = ?"

    static func store(_ confirmation: AccountConfirmation, _ statements: WriterStatements) throws {
        statements.confirm.bind(1, confirmation.caller)
        statements.confirm.bind(2, confirmation.account)
        statements.confirm.bind(3, confirmation.confirmedAt.milliseconds)
        try statements.confirm.run()
        let oldest = confirmation.confirmedAt.advanced(by: .zero - PayoutLimits.longestInquiryWindow)
        statements.forgetConfirmations.bind(1, oldest.milliseconds)
        try statements.forgetConfirmations.run()
    }

    static func find(_ account: String, by caller: String, in database: Database) throws -> WallTime? {
        try database.firstRow(
            find,
            bind: {
                $0.bind(1, caller)
                $0.bind(2, account)
            }
        ) { $0.time(0) }
    }
}
