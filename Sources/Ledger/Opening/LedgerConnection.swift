import CSQLite
import GRDB
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
    let log: WriteAheadLog
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
        let hadLog = try file.hasLog()
        let ownership = hadLog ? LogOwnership(of: file) : nil
        do {
            let pool = try DatabasePool(path: file.path, configuration: Self.configuration(limits))
            do {
                let length = WALLength()
                let place = try pool.writeWithoutTransaction { database in
                    try Self.setUpWriter(database, limits)
                    length.watch(database)
                    try WALSettling.forgetWhatIsCarriedOver(database)
                    // The log is open, and what follows may take minutes.
                    return try LogPlace(beside: file.path)
                }
                (statements, digest, head, beganWithoutPayouts, openedBesideReader) = try pool.writeWithoutTransaction { database in
                    let head = try OpeningChecks.run(database, pool: pool, path: file.path, log: ownership, limits: limits)
                    let settled = try WALSettling.settle(database)
                    let isEmpty = try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT 1 FROM payouts)")
                    return (
                        try WriterStatements(database), try PersonalDigest(of: database, path: file.path), head, isEmpty ?? true,
                        settled == .readMeanwhile
                    )
                }
                log = try WriteAheadLog(of: file, pool: pool, length: length, place: place)
                self.pool = pool
            } catch {
                try? pool.close()
                throw error
            }
        } catch {
            var refusal = error as? LedgerOpeningError ?? {
                let failure = SQLiteFailure(error)
                return LedgerOpeningError(failure.isDamage ? .damaged : .unavailable, "\(file.path): \(failure)")
            }()
            if hadLog, refusal.reason == .damaged || refusal.reason == .chainBroken {
                refusal = LedgerOpeningError(refusal.reason, refusal.detail + LogOwnership.advice(path: file.path))
            }
            throw refusal
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

    /// Which file it is.
    var identity: FileIdentity { lock.file }

    /// Waits for the readers, carries the whole log over, so that a copy of the file alone is complete, and closes. SQLite does that
    /// as the last connection closes; but GRDB's last ones are its readers, which can't write, and SQLite would go on where a
    /// pass has failed. Where it fails, because of another program that reads for instance, the log stays beside the file,
    /// and is taken up at the next start.
    ///
    /// A file that was moved away is left alone: opened anew by its name, another one would be made, or found, for this log.
    func close() {
        log.endPasses()
        let (isInPlace, isLogInPlace) = (isInPlace, log.isInPlace)
        pool.writeWithoutTransaction { database in
            statements = nil
            guard isInPlace, (try? WALSettling.settle(database)) == .emptied else { return }
            // Then SQLite removes the log, by its name.
            database.carryLogOverAtClose(isLogInPlace)
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
        database.carryLogOverAtClose(false)
    }
}

extension Duration {
    /// For GRDB, which counts in seconds.
    fileprivate var seconds: Double {
        Double(wholeMilliseconds) / 1_000
    }
}
