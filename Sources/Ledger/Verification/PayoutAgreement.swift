import GRDB

/// Holds the table of payouts, which people read and limits count, against the entries, which the chain proves: each payout
/// must be what its first entry says that it was asked for, and stand as its later ones say, and the bytes that OY! is sent must say
/// the same (docs/audit.md). Both are read from the tables themselves: an index may say something else.
public enum PayoutAgreement {
    public enum Finding: Sendable, Equatable {
        /// All of them agree, so many.
        case agrees(payouts: Int64)
        /// The first one found that does not, in words.
        case differs(String)
    }

    /// Reads all payouts twice and all entries once, in one transaction and in memory that does not grow with them. Beside a running
    /// daemon its log is not carried over meanwhile.
    ///
    /// - Parameter path: of a ledger whose chain holds.
    /// - Throws: where the file can't be opened or read, or is no ledger.
    public static func check(path: String) throws(LedgerOpeningError) -> Finding {
        let reader = try LedgerReader(path: path)
        defer { reader.close() }
        do {
            return try reader.read { database in
                database.add(function: try PersonalDigest(of: database, path: path).function)
                if let difference = try firstDifference(in: database) { return .differs(difference) }
                if let name = try String.fetchOne(database, sql: sentOtherwise) {
                    return .differs("payout \(name) sends OY! another payout than it says")
                }
                return .agrees(payouts: try Int64.fetchOne(database, sql: "SELECT count(*) FROM payouts NOT INDEXED") ?? 0)
            }
        } catch let error as LedgerOpeningError {
            throw error
        } catch {
            let failure = SQLiteFailure(error)
            // A bad disk or a lock says nothing of the payouts.
            guard !failure.isOfTheHost else { throw LedgerOpeningError(.unavailable, "\(path): \(failure)") }
            return .differs("the payouts can't be read: \(failure)")
        }
    }

    private static func firstDifference(in database: Database) throws -> String? {
        let firstNamed = try Int64.fetchOne(database, sql: firstNamed)
        var payout: PayoutTestimony?
        var askers = RecordedAskers()
        var difference: String?
        let rowsSayWhoAsked = try LedgerSchema.storedVersion(database) >= PastCallerQuery.firstVersion
        try database.eachRow(testimonies(rowsSayWhoAsked: rowsSayWhoAsked), bind: { _ in }) { row in
            let testimony = Testimony(row)
            if payout?.name != testimony.name {
                difference = payout?.difference(firstNamed: firstNamed)
                if let payout { askers.take(payout) }
                payout = PayoutTestimony(testimony.name)
            }
            payout?.take(testimony)
            return difference == nil
        }
        if let difference { return difference }
        if let payout { askers.take(payout) }
        return payout?.difference(firstNamed: firstNamed) ?? askers.difference
    }

    /// What the table says and what is told of each payout, under its name: the row first (number 0), then the entries in order.
    ///
    /// A callback's entry has the name that was told with it, which is not the payout's where OY! contradicts the ledger.
    ///
    /// By sorting, not by a join: each payout would be looked for among all entries.
    static func testimonies(rowsSayWhoAsked: Bool = true) -> String {
        """
        SELECT partner_trx_id AS name, 0 AS seq, state, caller, amount_rupiah, recipient_bank, digest(sent ->> '$.recipient_account'),
          digest(nullif(sent ->> '$.note', '')), digest(nullif(sent ->> '$.email', '')), trx_id, decided_by, reason, final_at_ms / 1000,
          \(rowsSayWhoAsked ? "asked_by_uid" : "NULL"), created_at_ms / 1000
        FROM (SELECT *, CASE WHEN json_valid(CAST(body AS TEXT)) THEN CAST(body AS TEXT) END AS sent FROM payouts NOT INDEXED)
        UNION ALL
        SELECT ifnull(entry ->> '$.payout', ''), seq, entry ->> '$.to', entry ->> '$.caller.name', entry ->> '$.request.amount',
          entry ->> '$.request.recipient_bank', entry ->> '$.request.recipient_account.digest', entry ->> '$.request.note.digest',
          entry ->> '$.request.email.digest', entry ->> '$.trx_id', NULL,
          CASE entry ->> '$.kind' WHEN 'transition' THEN entry ->> '$.detail' END, unixepoch(entry ->> '$.time'),
          entry ->> '$.caller.uid', NULL
        FROM audit NOT INDEXED
        WHERE entry ->> '$.kind' <> 'callback'
          AND (entry ->> '$.to' IS NOT NULL OR entry ->> '$.trx_id' IS NOT NULL OR entry ->> '$.kind' = 'transition')
        ORDER BY 1, 2
        """
    }

    /// The first entry that has OY!'s name for a payout: before that, the gateway did not write it down.
    private static let firstNamed = """
        SELECT seq FROM audit NOT INDEXED WHERE entry ->> '$.trx_id' IS NOT NULL AND entry ->> '$.kind' <> 'callback' ORDER BY seq LIMIT 1
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
}
