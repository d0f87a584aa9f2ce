import GRDB

/// Sees to it, before a ledger is written to, that all of its write-ahead log is on disk, and that every page of it is
/// carried over into the database, or will be.
///
/// After a failed sync, of this process or of one before it, the log may hold a commit that the kernel believes to be on disk and
/// that is not: it forgets that it could not write a page. SQLite takes up whatever commit it finds whole. What is appended would be
/// lost with it when the power fails, though synced and confirmed, since the log is believed only up to its first gap.
///
/// The same goes for the database. SQLite syncs it only at the end of the pass that reaches the end of the log, and what
/// earlier passes carried over it never writes again: if that sync fails once, their pages may be lost, the next sync
/// succeeds all the same, and the next commit begins the log anew over the only good copy. So a pass after a failed one must
/// begin at the log's beginning, as must one after a crash, of which another program may have kept the log's index.
enum WALSettling {
    enum Outcome {
        /// The log is empty: the database has all of it.
        case emptied
        /// Another program reads the log, so it can't be emptied before that ends.
        case readMeanwhile
    }

    /// For what is read before the log is settled: SQLite reads from the database what it believes to be carried over.
    static func forgetWhatIsCarriedOver(_ database: Database) throws {
        try database.inTransaction(.immediate) {
            try WALIndex(of: database).forgetWhatIsCarriedOver()
            return .rollback
        }
        // What the connection has read may be of a page that is lost, too.
        database.releaseMemory()
    }

    /// Leaves a log that another program reads as it is, after SQLite's time-out. That may read for hours, and payouts wait (rule 5).
    /// `WriteAheadLog.keepShort` sees to it later.
    static func settle(_ database: Database) throws -> Outcome {
        // Before it is carried over, so that the database is not ahead of the log on disk; and in a transaction, which writes nothing,
        // so that nobody else writes to the log or begins it anew meanwhile.
        try database.inTransaction(.immediate) {
            try WALFile(of: database).writeAgain()
            try WALIndex(of: database).forgetWhatIsCarriedOver()
            return .rollback
        }
        database.releaseMemory()
        do {
            _ = try database.checkpoint(.truncate)
            return .emptied
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return .readMeanwhile
        }
    }
}
