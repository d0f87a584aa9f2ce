import Contract
import GRDB
import Glibc
import HostFiles

/// A ledger's file opened for reading alone, from outside the daemon.
struct LedgerReader {
    private let database: DatabaseQueue

    init(path: String) throws(LedgerOpeningError) {
        guard try LedgerFile.status(of: path) != nil else {
            throw LedgerOpeningError(.missing, "\(path): there is no ledger")
        }
        var target = stat()
        guard stat(path, &target) == 0, access(path, R_OK) == 0 else {
            throw LedgerOpeningError(.unavailable, "\(path): \(SystemReason.last)")
        }
        guard target.st_mode & S_IFMT != S_IFDIR else {
            throw LedgerOpeningError(.notARegularFile, "\(path): is a directory")
        }
        guard target.st_size > 0 else {
            throw LedgerOpeningError(.damaged, "\(path): is empty, so it is no ledger")
        }
        // SQLite looks for the log beside the file that a link leads to: so must we.
        guard let resolved = realpath(path, nil) else {
            throw LedgerOpeningError(.unavailable, "\(path): \(SystemReason.last)")
        }
        defer { free(resolved) }
        do {
            database = try Self.open(String(cString: resolved))
            try database.read { database in
                guard try LedgerSchema.isLedger(database) else {
                    throw LedgerOpeningError(.notALedger, "\(path): is not a ledger of the gateway")
                }
                // What is read must be tables, and nothing that makes up its rows as it is asked.
                if let view = try String.fetchOne(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'view'") {
                    throw LedgerOpeningError(.schemaChanged, "\(path): has a view, \(view), which no ledger has")
                }
                let version = try LedgerSchema.storedVersion(database)
                guard version <= LedgerSchema.version else {
                    throw LedgerOpeningError(.newerVersion, "\(path): is of version \(version), written by a newer gateway")
                }
            }
        } catch let error as LedgerOpeningError {
            throw error
        } catch {
            let failure = SQLiteFailure(error)
            throw LedgerOpeningError(failure.isDamage ? .notALedger : .unavailable, "\(path): \(failure)")
        }
    }

    /// Opens the file as it is. Where nothing can be written, so that SQLite can't set up the memory that readers
    /// share, a file without a log is read as one that never changes.
    ///
    /// - Parameter path: from the root, with every symbolic link resolved.
    private static func open(_ path: String) throws -> DatabaseQueue {
        do {
            return try connect(path)
        } catch let error as DatabaseError where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) {
            guard try (LedgerFile.status(of: LedgerFile.Part.log.name(of: path))?.size ?? 0) == 0 else { throw error }
            return try connect("file:\(escaped(path))?immutable=1")
        }
    }

    /// The end of the chain in the file alone, whatever stands in its log. Nil where the file alone can't be read, or its last row does not follow
    /// the one before: while the log was carried over, a row may have come without the rest of it, which stands on a page of its own.
    static func headWithoutLog(path: String) -> ChainHead? {
        guard let database = try? connect("file:\(escaped(path))?immutable=1") else { return nil }
        defer { try? database.close() }
        return try? database.read { database in
            let sql = "SELECT seq, entry, hash FROM (SELECT * FROM audit NOT INDEXED ORDER BY seq DESC LIMIT 2) ORDER BY seq"
            // Nil once a row does not hold.
            var walk: ChainWalk? = ChainWalk()
            var isFirst = true
            try database.eachRow(sql, bind: { _ in }) { row in
                defer { isFirst = false }
                if isFirst, row.integer(0) > 1 {
                    walk = ChainHash(row.bytes(2)).map { ChainWalk(after: ChainHead(sequence: row.integer(0), hash: $0)) }
                } else if walk?.follow(row) != nil {
                    walk = nil
                }
                return walk != nil
            }
            return walk?.head
        }
    }

    private static func connect(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cell_size_check = ON")
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            // The first reading finds out whether it can be read at all.
            _ = try LedgerSchema.storedVersion(database)
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// A path as SQLite's URIs write it.
    private static func escaped(_ path: String) -> String {
        var text = ""
        for byte in path.utf8 {
            let isPlain = byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "%") && byte != UInt8(ascii: "?")
                && byte != UInt8(ascii: "#")
            text += isPlain ? String(UnicodeScalar(byte)) : "%" + Hexadecimal.text(CollectionOfOne(byte))
        }
        return text
    }

    /// - Throws: where a table, an index or a trigger is not as the ledger's version has it.
    func checkSchema() throws(LedgerOpeningError) {
        do {
            try database.read {
                try OpeningChecks.checkSchema($0, path: database.path)
                try OpeningChecks.checkThatNothingIsWithoutAnEntry($0, path: database.path)
            }
        } catch let error as LedgerOpeningError {
            throw error
        } catch {
            throw LedgerOpeningError(.unavailable, "\(database.path): \(SQLiteFailure(error))")
        }
    }

    /// Gives the next entries after number `sequence` to `body` (columns seq, entry, hash), a bounded number of them,
    /// until it returns false. Read from the table itself: an index, where somebody made one, may say something else.
    func entries(from sequence: Int64, _ body: (PreparedStatement) throws -> Bool) throws {
        try database.unsafeRead { database in
            try database.eachRow(
                "SELECT seq, entry, hash FROM audit NOT INDEXED WHERE seq >= ? ORDER BY seq LIMIT ?",
                bind: {
                    $0.bind(1, sequence)
                    $0.bind(2, LedgerLimits.entriesReadAtOnce)
                },
                body)
        }
    }

    /// Reads in one transaction.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try database.read(body)
    }

    func close() {
        try? database.close()
    }
}
