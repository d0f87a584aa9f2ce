import GRDB
import GRDBSQLite
import Synchronization

/// Ends a scan that nobody waits for any more, before it begins or in its midst.
final class ScanCancellation: Sendable {
    /// The scan was not brought to its end.
    struct Abandoned: Error {}

    private let isAbandoned = Atomic(false)

    /// Nobody waits any more. May be called from anywhere.
    func abandon() {
        isAbandoned.store(true, ordering: .relaxed)
    }

    /// Runs `scan` for as long as somebody waits for it.
    ///
    /// - Throws: `Abandoned`, or what `scan` throws.
    func run<Value>(_ database: Database, _ scan: (Database) throws -> Value) throws -> Value {
        guard !isAbandoned.load(ordering: .relaxed) else { throw Abandoned() }
        guard let connection = database.sqliteConnection else { return try scan(database) }
        // The connection has the handler only while this runs, so the pointer holds.
        sqlite3_progress_handler(
            connection, LedgerLimits.stepsBetweenLooks,
            { Unmanaged<ScanCancellation>.fromOpaque($0!).takeUnretainedValue().isAbandoned.load(ordering: .relaxed) ? 1 : 0 },
            Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_progress_handler(connection, 0, nil, nil) }
        do {
            return try scan(database)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
            throw Abandoned()
        }
    }
}
