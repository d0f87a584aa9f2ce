import GRDB

/// The statements of the writing connection, compiled once.
final class WriterStatements {
    let begin, commit, rollback: PreparedStatement
    let savepoint, release, rollbackToSavepoint: PreparedStatement
    let insertEntry, lastEntry: PreparedStatement
    let insertPayout, updatePayout, findPayout, sumDay: PreparedStatement
    let confirm, forgetConfirmations: PreparedStatement
    let events: EventStatements
    /// Writes as much as a large transaction, for nothing: finds out whether there is room again.
    let touch: PreparedStatement

    init(_ database: Database) throws {
        begin = try PreparedStatement(database, "BEGIN IMMEDIATE")
        commit = try PreparedStatement(database, "COMMIT")
        rollback = try PreparedStatement(database, "ROLLBACK")
        savepoint = try PreparedStatement(database, "SAVEPOINT change")
        release = try PreparedStatement(database, "RELEASE change")
        rollbackToSavepoint = try PreparedStatement(database, "ROLLBACK TO change")
        insertEntry = try PreparedStatement(database, "INSERT OR FAIL INTO audit (seq, entry, hash) VALUES (?, ?, ?)")
        lastEntry = try PreparedStatement(database, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
        insertPayout = try PreparedStatement(database, PayoutRow.insertion)
        updatePayout = try PreparedStatement(database, PayoutRow.update)
        findPayout = try PreparedStatement(database, "SELECT 1 FROM payouts WHERE partner_trx_id = ?")
        sumDay = try PreparedStatement(database, DaySumQuery.sql)
        confirm = try PreparedStatement(database, ConfirmationRow.upsert)
        forgetConfirmations = try PreparedStatement(database, ConfirmationRow.prune)
        events = try EventStatements(database)
        touch = try PreparedStatement(
            database,
            """
            INSERT INTO meta (name, value) VALUES ('room', randomblob(65536))
            ON CONFLICT (name) DO UPDATE SET value = randomblob(65536)
            """)
    }

    /// The end of the chain as the table has it now.
    func storedHead() throws -> ChainHead {
        defer { lastEntry.reset() }
        guard try lastEntry.step() else { return .start }
        guard let hash = ChainHash(lastEntry.bytes(1)) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the last entry has no hash")
        }
        return ChainHead(sequence: lastEntry.integer(0), hash: hash)
    }
}
