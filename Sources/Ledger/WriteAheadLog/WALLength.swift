import GRDB
import GRDBSQLite

/// How long the write-ahead log is, which SQLite tells after each commit.
///
/// It takes the place of SQLite's own automatic checkpoint, which would run inside a commit while callers wait: see
/// `Checkpointer`.
final class WALLength {
    var pages = 0

    /// A log so many times longer than it may be is not left to passes beside the writer any more, which do not come after: to wait is better
    /// than to fill the disk.
    static let worstLength = 32

    /// Whether the writer itself carries over what a pass beside it has left, so that SQLite begins the log anew.
    ///
    /// - Parameters:
    ///   - end: of the pass; nil where none has ended.
    ///   - bound: pages that callers can wait for.
    func isRestShort(after end: Checkpointer.End?, bound: Int) -> Bool {
        switch end {
        case .carried(let carried)?: pages - carried <= bound || pages >= Self.worstLength * bound
        // Somebody has to.
        case .notBegun?: true
        case .failed?, nil: false
        }
    }

    /// The connection must not outlive this object.
    func watch(_ database: Database) {
        sqlite3_wal_hook(
            database.sqliteConnection,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                Unmanaged<WALLength>.fromOpaque(context).takeUnretainedValue().pages = Int(pages)
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}
