import CSQLite
import GRDB
import GRDBSQLite
import Gateway
import HostFiles

/// A ledger's file, checked, locked and open: one connection that writes, a few that read.
///
/// Made and used by the writer's thread alone, but for `pool`, from which everybody reads.
final class LedgerConnection {
    let pool: DatabasePool
    let digest: PersonalDigest
    /// The end of the chain on disk.
    var head: ChainHead
    let beganWithoutPayouts: Bool
    /// Another program read it as it was opened, so that its log could not be emptied.
    let openedBesideReader: Bool
    var isReadableByOthers: Bool { LedgerInspection.isReadableByOthers(path: file.path) }
    private let file: LedgerFile
    private let lock: FileLock
    private let wal: WALLength
    private let logPlace: LogPlace
    private var wasLogInPlace = true
    private let checkpointer: Checkpointer
    /// The last pass of carrying the log over failed: before anything else is written, the log is to be settled.
    private(set) var mustSettle = false
    /// Nil once closed: a compiled statement keeps SQLite from closing.
    private var statements: WriterStatements?

    /// Opens the ledger, or makes a new one, and checks it within bounded time (docs/audit.md).
    ///
    /// - Parameter known: the file that this process had open before, whose log may stand beside another one by now; nil at a start.
    init(
        path: String, createsMissing: Bool, known: FileIdentity? = nil, limits: LedgerLimits
    ) throws(LedgerOpeningError) {
        Self.setUpProcess
        let file = try LedgerFile(path: path)
        if try !file.exists() {
            guard createsMissing else {
                throw LedgerOpeningError(.missing, "\(file.path): there is no ledger")
            }
            try LedgerCreation.create(file)
        }
        lock = try FileLock(path: file.path)
        if let known { try file.checkOwner(ofLogBeside: lock, known: known) }
        try file.checkContents(lock)
        self.file = file
        do {
            let pool = try DatabasePool(path: file.path, configuration: Self.configuration(limits))
            do {
                let wal = WALLength()
                (statements, digest, head, beganWithoutPayouts, openedBesideReader) = try pool.writeWithoutTransaction { database in
                    try Self.setUpWriter(database, limits)
                    wal.watch(database)
                    try WALSettling.forgetWhatIsCarriedOver(database)
                    let head = try OpeningChecks.run(database, pool: pool, path: file.path, limits: limits)
                    let settled = try WALSettling.settle(database)
                    let isEmpty = try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT 1 FROM payouts)")
                    return (
                        try WriterStatements(database), try PersonalDigest(of: database, path: file.path), head, isEmpty ?? true,
                        settled == .readMeanwhile
                    )
                }
                checkpointer = try Checkpointer(path: file.path)
                logPlace = try LogPlace(beside: file.path)
                self.pool = pool
                self.wal = wal
            } catch {
                try? pool.close()
                throw error
            }
        } catch let error as LedgerOpeningError {
            throw error
        } catch {
            let failure = SQLiteFailure(error)
            throw LedgerOpeningError(failure.isDamage ? .damaged : .unavailable, "\(file.path): \(failure)")
        }
    }

    /// Runs `body` on the writing connection.
    func write<Result>(_ body: (WriterStatements) throws -> Result) rethrows -> Result {
        try pool.writeWithoutTransaction { _ in
            guard let statements else { preconditionFailure("a closed ledger is written to") }
            return try body(statements)
        }
    }

    /// Whether the chain passes through `known`.
    func holds(_ known: ChainHead) throws -> Bool {
        guard known.sequence > 0 else { return true }
        return try pool.writeWithoutTransaction { database in
            let query = try PreparedStatement(database, "SELECT hash FROM audit WHERE seq = ?")
            query.bind(1, known.sequence)
            defer { query.reset() }
            return try query.step() && ChainHash(query.bytes(0)) == known.hash
        }
    }

    /// Whether the file still stands under its name. Were it moved away, all that is written would be lost with it.
    var isInPlace: Bool {
        lock.holds(file.path)
    }

    /// Whether its log and the log's index still stand under their names. Were they removed or exchanged, all that is written
    /// from then on would be lost with this process. Once they did not, this stays so: connections that read, which open them
    /// by name, may have the others.
    var isLogInPlace: Bool {
        if wasLogInPlace, !logPlace.isKept { wasLogInPlace = false }
        return wasLogInPlace
    }

    /// Which file it is.
    var identity: FileIdentity { lock.file }

    /// Keeps the write-ahead log from growing: once it is long, most of it is carried over beside the writer, and
    /// what was written meanwhile here. If that is much, since somebody read the log for long, it takes another pass beside the writer:
    /// callers must not wait for it.
    ///
    /// - Parameter pages: from how many pages on it is long.
    /// - Throws: why a pass failed. From then on there is none before `settle`.
    func keepLogShort(_ pages: Int) throws(DatabaseError) {
        guard !mustSettle else { return }
        let end = checkpointer.takeEnd()
        if case .failed(let code, let message)? = end {
            mustSettle = true
            throw DatabaseError(resultCode: code, message: message)
        }
        // Where the log is short, SQLite has begun it anew: a pass that ended before says nothing of this one.
        guard wal.pages >= pages else { return }
        guard wal.isRestShort(after: end, bound: pages) else { return checkpointer.begin() }
        switch pool.writeWithoutTransaction({ database in Result { () throws(DatabaseError) in try database.carryLogOver() } }) {
        case .success(nil): break
        case .success: wal.pages = 0
        case .failure(let failure):
            mustSettle = true
            throw failure
        }
    }

    /// Sees to it that all of the log is on disk, and carries it over from its beginning (`WALSettling`).
    func settle() throws -> WALSettling.Outcome {
        let outcome = try pool.writeWithoutTransaction { try WALSettling.settle($0) }
        mustSettle = false
        if outcome == .emptied { wal.pages = 0 }
        return outcome
    }

    /// Takes all that is in a log without a name, which only this process can read, over into the ledger's file. Nothing is
    /// to be written on this connection afterwards.
    ///
    /// - Throws: where that can't be done, or a stranger's log stands beside the file: SQLite would take it for the ledger's.
    func saveLostLog() throws {
        guard try settle() == .emptied else {
            throw LedgerOpeningError(
                .unavailable, "\(file.path)-wal: was removed or exchanged while open, and is read by another program: end that")
        }
        guard try !file.hasLog() else {
            throw LedgerOpeningError(
                .unavailable, "\(file.path)-wal: is not the log that the ledger had: move it away; the ledger is whole without it")
        }
    }

    /// Waits for the readers, carries the whole log over, so that a copy of the file alone is complete, and closes. SQLite does that
    /// as the last connection closes; but GRDB's last ones are its readers, which can't write, and SQLite would go on where a
    /// pass has failed. Where it fails, because of another program that reads for instance, the log stays beside the file,
    /// and is taken up at the next start.
    ///
    /// A file that was moved away is left alone: opened anew by its name, another one would be made, or found, for this log.
    func close() {
        checkpointer.close()
        let (isInPlace, isLogInPlace) = (isInPlace, isLogInPlace)
        pool.writeWithoutTransaction { database in
            statements = nil
            guard isInPlace, (try? WALSettling.settle(database)) == .emptied else { return }
            // Then SQLite removes the log, by its name.
            Self.carryOverAtClose(isLogInPlace, database)
        }
        try? pool.close()
    }

    // MARK: Set-up

    /// Sets SQLite up as the writer wants it, once in the process. Where SQLite refuses a setting, its default stays, and writing
    /// takes a little longer.
    static let setUpProcess: Void = {
        // In this order: the second begins to use SQLite.
        _ = oy_sqlite_stop_counting_memory()
        _ = oy_sqlite_gather_log_writes()
    }()

    private static func configuration(_ limits: LedgerLimits) -> Configuration {
        var configuration = Configuration()
        configuration.label = "ledger"
        configuration.maximumReaderCount = limits.readers
        configuration.busyMode = .timeout(limits.busyTimeout.seconds)
        configuration.persistentReadOnlyConnections = true
        // A roll-back that fails must end in an error of ours, not in GRDB's stopping the process.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            try database.execute(sql: """
                PRAGMA cell_size_check = ON;
                PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -\(limits.readersCacheKiB / limits.readers);
                """)
        }
        return configuration
    }

    /// GRDB's pool sets `synchronous = NORMAL`, which would lose commits with the power: FULL comes after it (rule 1).
    private static func setUpWriter(_ database: Database, _ limits: LedgerLimits) throws {
        try database.execute(sql: """
            PRAGMA synchronous = FULL;
            PRAGMA recursive_triggers = ON;
            PRAGMA journal_size_limit = \(LedgerLimits.keptLogBytes);
            PRAGMA cache_size = -\(limits.writerCacheKiB);
            """)
        carryOverAtClose(false, database)
    }

    /// Whether SQLite carries the log over, and removes it, as this connection closes. It would do so after a failure, too,
    /// when only a pass from the log's beginning is safe.
    static func carryOverAtClose(_ does: Bool, _ database: Database) {
        _ = oy_sqlite_carry_over_at_close(database.sqliteConnection, does ? 1 : 0)
    }
}

extension Duration {
    /// For GRDB, which counts in seconds.
    fileprivate var seconds: Double {
        Double(wholeMilliseconds) / 1_000
    }
}
