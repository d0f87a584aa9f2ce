import GRDB
import Glibc
import HostFiles

/// Makes a new ledger such that its name never stands for half of one: beside its place, then renamed into it.
///
/// So an empty or partly written file under the ledger's name is always damage, never a start that was cut short.
enum LedgerCreation {
    static func create(_ file: LedgerFile) throws(LedgerOpeningError) {
        // Of two daemons that start at once, one makes it and the other one is refused.
        let turn = try FileLock(path: file.directory)
        guard try !file.exists() else { return }
        let draft = file.path + "-new"
        for name in LedgerFile.names(of: draft) { unlink(name) }
        try createEmpty(draft)
        do {
            try fill(draft)
        } catch {
            throw LedgerOpeningError(.unavailable, "\(file.path): can't be made: \(SQLiteFailure(error))")
        }
        guard rename(draft, file.path) == 0 else {
            throw LedgerOpeningError(.unavailable, "\(file.path): \(SystemReason.last)")
        }
        try synchronize(file.directory)
        _ = consume turn
    }

    /// SQLite gives its other files the mode of the database.
    private static func createEmpty(_ path: String) throws(LedgerOpeningError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw LedgerOpeningError(.unavailable, "\(path): \(SystemReason.last)")
        }
        fchmod(descriptor, 0o600)
        close(descriptor)
    }

    private static func fill(_ path: String) throws {
        let database = try DatabaseQueue(path: path)
        try database.inDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try LedgerSchema.migrate(database)
            _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
        }
        try database.close()
        try synchronize(path)
    }

    private static func synchronize(_ path: String) throws(LedgerOpeningError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw LedgerOpeningError(.unavailable, "\(path): \(SystemReason.last)")
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw LedgerOpeningError(.unavailable, "\(path): \(SystemReason.last)")
        }
    }
}
