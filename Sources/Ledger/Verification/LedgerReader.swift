internal import GRDB

/// A ledger's file opened for reading alone, from outside the daemon.
struct LedgerReader {
    /// Entries read in one transaction.
    private static let stretch = 10_000

    private let database: DatabaseQueue

    init(path: String) throws(LedgerOpeningError) {
        guard try LedgerFile.status(of: path) != nil else {
            throw LedgerOpeningError(.missing, "\(path): there is no ledger")
        }
        do {
            database = try Self.open(path)
            try database.read { database in
                guard try LedgerSchema.isLedger(database) else {
                    throw LedgerOpeningError(.notALedger, "\(path): is not a ledger of the gateway")
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

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cell_size_check = ON")
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Gives the next entries after number `sequence` to `body` (columns seq, entry, hash), a bounded number of them,
    /// until it returns false.
    func entries(after sequence: Int64, _ body: (PreparedStatement) throws -> Bool) throws {
        try database.unsafeRead { database in
            let query = try PreparedStatement(
                database, "SELECT seq, entry, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?", isKept: false)
            query.bind(1, sequence)
            query.bind(2, Self.stretch)
            defer { query.reset() }
            while try query.step(), try body(query) {}
        }
    }

    func close() {
        try? database.close()
    }
}
