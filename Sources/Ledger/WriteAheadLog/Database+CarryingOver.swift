import CSQLite
import GRDB
import GRDBSQLite

/// Carrying the write-ahead log over into the database.
extension Database {
    /// Carries over what can be without waiting for anybody.
    ///
    /// - Returns: how many pages of the log, from its beginning, are carried over by now; nil where it was left to another
    ///   connection.
    /// - Throws: what went wrong. It must not be tried again before the log is settled: the kernel reports a page that it could not
    ///   write once, and forgets it (`WALSettling`).
    func carryLogOver() throws(DatabaseError) -> Int? {
        var carried: CInt = 0
        let code = sqlite3_wal_checkpoint_v2(sqliteConnection, nil, SQLITE_CHECKPOINT_PASSIVE, nil, &carried)
        switch ResultCode(rawValue: code).primaryResultCode {
        case .SQLITE_OK: return Int(carried)
        case .SQLITE_BUSY: return nil
        default:
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: "the write-ahead log can't be carried over: \(String(cString: sqlite3_errmsg(sqliteConnection)))")
        }
    }
    /// Whether SQLite carries the log over, and removes it, as this connection closes. It would do so after a failure, too,
    /// when only a pass from the log's beginning is safe.
    func carryLogOverAtClose(_ does: Bool) {
        _ = oy_sqlite_carry_over_at_close(sqliteConnection, does ? 1 : 0)
    }
}
