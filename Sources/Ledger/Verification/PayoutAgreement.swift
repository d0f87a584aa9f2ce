import GRDB

/// Holds the table of payouts, which people read and limits count, against the entries, which the chain proves: each payout
/// must be what its first entry says that it was asked for, and in the state of its last one, and the bytes that OY! is sent must say
/// the same (docs/audit.md). Both are read from the tables themselves: an index may say something else.
public enum PayoutAgreement {
    public enum Finding: Sendable, Equatable {
        /// All of them agree, so many.
        case agrees(payouts: Int64)
        /// The first one found that does not, in words.
        case differs(String)
    }

    /// Reads all entries twice in one transaction, in memory that does not grow with them. Beside a running daemon its log is
    /// not carried over meanwhile.
    ///
    /// - Parameter path: of a ledger whose chain holds.
    /// - Throws: where the file can't be opened or read, or is no ledger.
    public static func check(path: String) throws(LedgerOpeningError) -> Finding {
        let reader = try LedgerReader(path: path)
        defer { reader.close() }
        do {
            return try reader.read { database in
                if let row = try Row.fetchOne(database, sql: unlike) { return .differs(difference(row)) }
                if let name = try String.fetchOne(database, sql: sentOtherwise) {
                    return .differs("payout \(name) sends OY! another payout than it says")
                }
                return .agrees(payouts: try Int64.fetchOne(database, sql: "SELECT count(*) FROM payouts NOT INDEXED") ?? 0)
            }
        } catch {
            let failure = SQLiteFailure(error)
            // A bad disk or a lock says nothing of the payouts.
            guard !failure.isOfTheHost else { throw LedgerOpeningError(.unavailable, "\(path): \(failure)") }
            return .differs("the payouts can't be read: \(failure)")
        }
    }

    /// Of the rows with one name SQLite takes the columns beside min() and max() from the one that has it.
    ///
    /// What the table says and what is told are put under one name by sorting, not by a join: SQLite makes no index of its own for a
    /// FULL JOIN, so each payout would be looked for among all entries.
    static let unlike = """
        WITH moves AS NOT MATERIALIZED (
          SELECT seq, ifnull(entry ->> '$.payout', '') AS name, entry ->> '$.to' AS state, entry FROM audit NOT INDEXED
          WHERE entry ->> '$.to' IS NOT NULL),
        ends AS (SELECT name, state, max(seq) FROM moves GROUP BY name),
        beginnings AS (
          SELECT name, entry ->> '$.caller.name' AS caller, entry ->> '$.request.amount' AS amount,
            entry ->> '$.request.recipient_bank' AS bank, min(seq)
          FROM moves GROUP BY name),
        words AS (
          SELECT partner_trx_id AS name, 1 AS is_row, state, caller, amount_rupiah AS amount, recipient_bank AS bank,
            NULL AS told_state, NULL AS told_caller, NULL AS told_amount, NULL AS told_bank
          FROM payouts NOT INDEXED
          UNION ALL SELECT name, 0, NULL, NULL, NULL, NULL, state, NULL, NULL, NULL FROM ends
          UNION ALL SELECT name, 0, NULL, NULL, NULL, NULL, NULL, caller, amount, bank FROM beginnings)
        SELECT name, sum(is_row) = 0 AS is_missing, max(state) AS state, max(told_state) AS told_state,
          max(caller) AS caller, max(told_caller) AS told_caller, max(amount) AS amount, max(told_amount) AS told_amount,
          max(bank) AS bank, max(told_bank) AS told_bank
        FROM words GROUP BY name
        HAVING sum(is_row) <> 1 OR max(told_state) IS NOT max(state) OR max(told_caller) IS NOT max(caller)
          OR max(told_amount) IS NOT max(amount) OR max(told_bank) IS NOT max(bank)
        LIMIT 1
        """

    /// A payout whose recorded body is of another name, amount or bank than its row, or names a member twice.
    private static let sentOtherwise = """
        SELECT partner_trx_id FROM payouts NOT INDEXED
        WHERE NOT json_valid(CAST(body AS TEXT)) OR CAST(body AS TEXT) ->> '$.amount' IS NOT amount_rupiah
          OR CAST(body AS TEXT) ->> '$.partner_trx_id' IS NOT partner_trx_id
          OR ifnull(CAST(body AS TEXT) ->> '$.recipient_bank', recipient_bank) IS NOT recipient_bank
          OR (SELECT count(*) <> count(DISTINCT key) FROM json_each(CAST(body AS TEXT)))
        LIMIT 1
        """

    private static func difference(_ row: Row) -> String {
        let name = text(row["name"])
        if row["is_missing"] { return "payout \(name) is told of by entries, but is not there" }
        for member in ["state", "caller", "amount", "bank"] where row[member] as DatabaseValue != row["told_\(member)"] as DatabaseValue {
            return "payout \(name) has the \(member) \(text(row[member])), but its entries say \(text(row["told_\(member)"]))"
        }
        return "payout \(name) is not as its entries say"
    }

    private static func text(_ value: DatabaseValue) -> String {
        value.isNull ? "nothing of it" : String.fromDatabaseValue(value) ?? Int64.fromDatabaseValue(value).map(String.init) ?? "something else"
    }
}
