import GRDB
import Gateway
import Glibc
import TestSupport
import Testing

@testable import Ledger

@Suite struct OpeningTests {
    let directory = try! TemporaryDirectory()

    private func refusal(createsMissing: Bool = true) -> LedgerOpeningError? {
        do throws(LedgerOpeningError) {
            _ = try SQLiteLedger(path: directory.ledger, createsMissing: createsMissing)
            return nil
        } catch {
            return error
        }
    }

    /// A closed ledger with some payouts and entries in it.
    private func makeLedger(entries: Int = 20) async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.insert(.sample("A-1")))
        try await ledger.commit(LedgerChange(entries: (1..<entries).map { .sample("entry \($0)") }))
        await ledger.close()
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    private func contents(_ path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 16 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    private func write(_ bytes: [UInt8], to path: String, at offset: Int = 0) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count)
    }

    // MARK: A new ledger

    @Test func aNewLedgerBelongsToItsOwnerAlone() async throws {
        let before = umask(0)
        defer { umask(before) }
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.entry("one"))
        #expect(mode(directory.ledger) == 0o600)
        #expect(mode(directory.ledger + "-wal") == 0o600)
        #expect(mode(directory.ledger + "-shm") == 0o600)
        await ledger.close()
        #expect(mode(directory.ledger) == 0o600)
    }

    @Test func commitsAreSyncedInFull() throws {
        let connection = try LedgerConnection(path: directory.ledger, createsMissing: true, limits: LedgerLimits())
        let (synchronous, mode) = try connection.pool.writeWithoutTransaction {
            (try Int.fetchOne($0, sql: "PRAGMA synchronous"), try String.fetchOne($0, sql: "PRAGMA journal_mode"))
        }
        #expect(synchronous == 2)
        #expect(mode == "wal")
        connection.close()
    }

    @Test func aMissingLedgerIsNotMadeWhereItMustBeThere() {
        #expect(refusal(createsMissing: false)?.reason == .missing)
        #expect(mode(directory.ledger) == 0)
    }

    /// What a start that was cut short leaves is no ledger yet, and does not stand in the way of the next start.
    @Test func aHalfMadeLedgerIsMadeAnew() throws {
        try write(Array("half".utf8), to: directory.ledger + "-new")
        #expect(refusal() == nil)
        #expect(mode(directory.ledger + "-new") == 0)
    }

    // MARK: Whose it is

    @Test func aLedgerInUseIsRefused() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        #expect(refusal()?.reason == .inUse)
        try await ledger.commit(.entry("undisturbed"))
        await ledger.close()
        #expect(refusal() == nil)
    }

    @Test(arguments: [0o620, 0o602, 0o666] as [mode_t])
    func aFileThatOthersCanWriteIsRefused(mode: mode_t) async throws {
        try await makeLedger()
        chmod(directory.ledger, mode)
        #expect(refusal()?.reason == .writableByOthers)
    }

    @Test(arguments: ["-wal", "-shm", "-journal"])
    func aFileBesideItThatOthersCanWriteIsRefused(suffix: String) async throws {
        try await makeLedger()
        try write([], to: directory.ledger + suffix)
        chmod(directory.ledger + suffix, 0o666)
        #expect(refusal()?.reason == .writableByOthers)
    }

    @Test(arguments: [0o770, 0o707, 0o1777] as [mode_t])
    func aDirectoryThatOthersCanWriteIsRefused(mode: mode_t) async throws {
        try await makeLedger()
        chmod(directory.path, mode)
        #expect(refusal()?.reason == .writableByOthers)
        chmod(directory.path, 0o700)
    }

    @Test func aDirectoryAboveThatOthersCanWriteIsRefused() throws {
        mkdir(directory.path + "/inner", 0o700)
        chmod(directory.path, 0o777)
        #expect(throws: LedgerOpeningError.self) { try SQLiteLedger(path: directory.path + "/inner/ledger.db") }
        chmod(directory.path, 0o1777)
        #expect(throws: Never.self) { _ = try SQLiteLedger(path: directory.path + "/inner/ledger.db") }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make a file of another owner"))
    func aStrangersFileIsRefused() async throws {
        try await makeLedger()
        chown(directory.ledger, 12_345, 12_345)
        #expect(refusal()?.reason == .writableByOthers)
    }

    @Test func aSymbolicLinkIsNotFollowed() async throws {
        try await makeLedger()
        rename(directory.ledger, directory.path + "/real.db")
        symlink(directory.path + "/real.db", directory.ledger)
        #expect(refusal()?.reason == .notARegularFile)
    }

    /// SQLite finds the write-ahead log by name: under two names one ledger would have two.
    @Test func aSecondNameIsRefused() async throws {
        try await makeLedger()
        link(directory.ledger, directory.path + "/other.db")
        #expect(refusal()?.reason == .notARegularFile)
    }

    @Test func aMissingDirectoryIsNamed() {
        let error = #expect(throws: LedgerOpeningError.self) {
            try SQLiteLedger(path: directory.path + "/nowhere/ledger.db")
        }
        #expect(error?.reason == .directoryUnusable)
        #expect(error?.detail.contains("nowhere: No such file or directory") == true)
    }

    // MARK: What is in it. Nothing of it is ever overwritten.

    @Test func aNewerVersionIsRefused() async throws {
        try await makeLedger()
        try Onlooker(directory.ledger).run("PRAGMA user_version = \(LedgerSchema.version + 1)")
        let error = refusal()
        #expect(error?.reason == .newerVersion)
        #expect(error?.detail.contains("version \(LedgerSchema.version + 1)") == true)
    }

    @Test func aDatabaseOfAnotherProgramIsLeftAlone() throws {
        try Onlooker(directory.ledger).run("CREATE TABLE t(x)")
        chmod(directory.ledger, 0o600)
        let before = try contents(directory.ledger)
        #expect(refusal()?.reason == .notALedger)
        #expect(try contents(directory.ledger) == before)
    }

    @Test(arguments: ["not a database at all", "SQLite format 3\0"])
    func aFileThatIsNoDatabaseIsLeftAlone(text: String) throws {
        try write(Array(text.utf8), to: directory.ledger)
        let reason = refusal()?.reason
        #expect(reason == .notALedger || reason == .damaged)
        #expect(try contents(directory.ledger) == Array(text.utf8))
    }

    /// SQLite takes an empty file for a new database: every payout would be forgotten.
    @Test func anEmptyFileIsRefused() throws {
        try write([], to: directory.ledger)
        #expect(refusal()?.reason == .damaged)
        #expect(try contents(directory.ledger).isEmpty)
    }

    @Test func aLogWithoutItsLedgerIsRefused() async throws {
        try write([1, 2, 3], to: directory.ledger + "-wal")
        #expect(refusal()?.reason == .damaged)
        #expect(mode(directory.ledger) == 0)
    }

    @Test(arguments: [50, 4_096, 20_000])
    func aTruncatedFileIsRefused(length: Int) async throws {
        try await makeLedger(entries: 500)
        try #require(try contents(directory.ledger).count > length)
        truncate(directory.ledger, off_t(length))
        let before = try contents(directory.ledger)
        #expect(refusal()?.reason == .damaged)
        #expect(try contents(directory.ledger) == before)
    }

    @Test func aDamagedPageIsFound() async throws {
        try await makeLedger(entries: 500)
        let onlooker = try Onlooker(directory.ledger)
        let page = try onlooker.number("SELECT rootpage FROM sqlite_schema WHERE name = 'payouts'")
        try onlooker.queue.close()
        try write(Array(repeating: 0x5A, count: 4_096), to: directory.ledger, at: (page - 1) * 4_096)
        #expect(refusal()?.reason == .damaged)
    }

    @Test(arguments: [
        "DROP TRIGGER audit_is_not_changed", "DROP TRIGGER payout_stays_final", "DROP INDEX payouts_due",
        "CREATE TRIGGER extra AFTER INSERT ON audit BEGIN SELECT 1; END", "CREATE INDEX extra ON payouts (caller)", "CREATE TABLE extra (x)",
    ])
    func aLedgerWithoutItsGuardsIsRefused(sql: String) async throws {
        try await makeLedger()
        try Onlooker(directory.ledger).run(sql)
        #expect(refusal()?.reason == .schemaChanged)
    }

    @Test(arguments: [
        "UPDATE audit SET entry = replace(entry, 'entry 15', 'entry 16') WHERE seq = 16",
        "UPDATE audit SET hash = zeroblob(32) WHERE seq = 20",
        "DELETE FROM audit WHERE seq = 10",
        "DELETE FROM audit",
    ])
    func aBrokenTailIsFound(sql: String) async throws {
        try await makeLedger()
        let onlooker = try Onlooker(directory.ledger)
        let guards = try onlooker.texts("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit'")
        try onlooker.tamper(sql)
        for guardSQL in guards { try onlooker.run(guardSQL) }
        #expect(refusal()?.reason == .chainBroken)
    }

    /// The program that wrote it must still be able to look at it.
    @Test func anOlderLedgerThatIsRefusedIsNotBroughtUpToDate() throws {
        let older = LedgerSchema.version - 1
        let onlooker = try Onlooker(directory.ledger)
        try onlooker.run("PRAGMA journal_mode = WAL; PRAGMA application_id = \(LedgerSchema.applicationID);")
        for script in LedgerSchema.migrations.prefix(older) { try onlooker.run(script) }
        try onlooker.run("PRAGMA user_version = \(older)")
        for number in 1...2 { try onlooker.run("INSERT INTO audit VALUES (\(number), '{}', zeroblob(32))") }
        try onlooker.queue.close()
        chmod(directory.ledger, 0o600)
        #expect(refusal()?.reason == .chainBroken)
        #expect(try Onlooker(directory.ledger).number("PRAGMA user_version") == older)
    }

    /// Only the tail is checked at start: `audit verify` finds the rest.
    @Test func theTailIsCheckedFromItsStart() async throws {
        var limits = LedgerLimits()
        limits.checkedTail = 5
        try await makeLedger()
        let ledger = try SQLiteLedger(path: directory.ledger, limits: limits)
        #expect(ledger.statistics.head.sequence == 20)
        try await ledger.commit(.entry("one more"))
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
    }

    /// What an operator is warned of, and need not be.
    @Test func whatIsToBeWarnedOfIsSeen() async throws {
        let new = try SQLiteLedger(path: directory.ledger)
        #expect(new.beganWithoutPayouts && !new.wasReadableByOthers)
        try await new.commit(.entry("no payout yet"))
        await new.close()
        let empty = try SQLiteLedger(path: directory.ledger)
        #expect(empty.beganWithoutPayouts)
        try await empty.commit(.insert(.sample("A-1")))
        await empty.close()
        chmod(directory.ledger, 0o640)
        let used = try SQLiteLedger(path: directory.ledger)
        #expect(!used.beganWithoutPayouts && used.wasReadableByOthers)
        await used.close()
    }

    /// A log that was not carried over when the process died is part of the ledger.
    @Test func aLogLeftBehindIsTakenUp() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.insert(.sample("A-1")))
        let copy = try TemporaryDirectory()
        for suffix in ["", "-wal"] {
            try write(try contents(directory.ledger + suffix), to: copy.ledger + suffix)
        }
        await ledger.close()
        let reopened = try SQLiteLedger(path: copy.ledger)
        #expect(try await reopened.payout(named: "A-1") == .sample("A-1"))
        await reopened.close()
    }
}
