import GRDB

/// Whether a write-ahead log is that of the file beside which a start finds it.
///
/// SQLite can't tell: nothing in the file names its log. It lays a log that is whole in itself over whichever file is there. Where one of the two
/// was put back from elsewhere, they are mixed: payouts are gone, or stand as they once did, and SQLite finds no damage. Here the chain tells, since
/// the file alone has its beginning, and the payouts, since each of their states has an entry.
struct LogOwnership {
    /// Where the chain ends in the file alone.
    private let file: ChainHead

    /// Reads the file as if it had no log.
    ///
    /// - Parameter ledger: has something in its log, and was not opened by this process yet: closing what this opens drops SQLite's locks on it.
    /// - Returns: nil where the file alone says nothing: while its log is being carried over, its pages need not fit together.
    init?(of ledger: LedgerFile) {
        guard let head = LedgerReader.headWithoutLog(path: ledger.path) else { return nil }
        file = head
    }

    /// - Parameters:
    ///   - database: with the log laid over the file.
    ///   - head: the end of its chain.
    /// - Throws: `.chainBroken` where one of the two is another's.
    func check(_ database: Database, head: ChainHead, path: String, limits: LedgerLimits) throws {
        guard file.sequence <= head.sequence else {
            throw LedgerOpeningError(
                .chainBroken, "\(path): has entry \(file.sequence) already, and with its write-ahead log it ends with entry \(head.sequence)")
        }
        try checkChain(database, path: path, limits: limits)
        // Which is longer only where somebody has read the ledger for hours.
        guard head.sequence - file.sequence <= limits.checkedLog else { return }
        if let name = try String.fetchOne(database, sql: Self.statedOtherwise, arguments: [file.sequence]) {
            throw LedgerOpeningError(.chainBroken, "\(path): payout \(name) is not in the state that its last entry says")
        }
    }

    /// From the file's last entry on. What a copy lacks that was in the file when this log began is not in the log.
    private func checkChain(_ database: Database, path: String, limits: LedgerLimits) throws {
        let entries = try PreparedStatement(
            database, "SELECT seq, entry, hash FROM audit NOT INDEXED WHERE seq >= ?1 AND seq <= ?2 ORDER BY seq")
        entries.bind(1, file.sequence)
        entries.bind(2, file.sequence + limits.checkedLog)
        defer { entries.reset() }
        var walk = ChainWalk(after: file)
        if file.sequence > 0 {
            guard try entries.step(), entries.integer(0) == file.sequence, ChainHash(entries.bytes(2)) == file.hash else {
                throw LedgerOpeningError(.chainBroken, "\(path): the file's entry \(file.sequence) is another one in its write-ahead log")
            }
        }
        while try entries.step() {
            if let broken = walk.follow(entries) {
                throw LedgerOpeningError(.chainBroken, "\(path): the audit chain is broken: \(broken)")
            }
        }
    }

    /// A payout of which an entry tells that the file alone does not have, and that is not as the last of them says.
    private static let statedOtherwise = """
        WITH told AS (
          SELECT entry ->> '$.payout' AS name, entry ->> '$.to' AS state, max(seq) FROM audit NOT INDEXED
          WHERE seq > ?1 AND entry ->> '$.to' IS NOT NULL GROUP BY 1
        )
        SELECT name FROM told LEFT JOIN payouts ON partner_trx_id = name WHERE payouts.state IS NOT told.state LIMIT 1
        """

    /// What to do where a ledger is refused that has something in its log.
    static func advice(path: String) -> String {
        """
        . There is a write-ahead log beside it, \(path)-wal. If one of the two was put back from a copy, they do not belong together: keep both, \
        and put back a pair that does, or a whole copy with nothing beside it
        """
    }
}
