import Foundation
import GRDB
import Gateway
import Glibc
import HostFiles
import TestSupport
import Testing

@testable import Ledger

/// Rule 7, and what comes after: a ledger that can't be written refuses, keeps nothing half-written, and heals.
@Suite struct OutageTests {
    let directory = try! TemporaryDirectory()

    private func openLedger(
        at path: String, failuresBeforeReopening: Int = 1_000_000
    ) throws -> (ledger: SQLiteLedger, events: AsyncStream<LedgerEvent>) {
        let (events, told) = AsyncStream.makeStream(of: LedgerEvent.self)
        var limits = LedgerLimits()
        limits.retryDelay = .milliseconds(5)
        limits.failuresBeforeReopening = failuresBeforeReopening
        let ledger = try SQLiteLedger(path: path, limits: limits) { event in
            if case .committed = event { return }
            told.yield(event)
        }
        return (ledger, events)
    }

    /// Commits until it fails; returns how many went through.
    private func commitUntilRefused(_ ledger: SQLiteLedger, _ name: String) async -> (written: Int, error: LedgerError?) {
        for number in 0..<100_000 {
            do throws(LedgerError) {
                try await ledger.commit(.insert(.sample("\(name)-\(number)")))
            } catch {
                return (number, error)
            }
        }
        return (100_000, nil)
    }

    private func expectOutage(_ ledger: SQLiteLedger, _ events: inout AsyncStream<LedgerEvent>.Iterator) async {
        guard case .becameUnavailable? = await events.next(isolation: #isolation) else {
            Issue.record("no alarm")
            return
        }
    }

    @Test func aFullDatabaseRefusesAndHeals() async throws {
        let (ledger, events) = try openLedger(at: directory.ledger)
        var iterator = events.makeAsyncIterator()
        let pool = try #require(ledger.shared.pool)
        try await pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 60") }
        let (written, error) = await commitUntilRefused(ledger, "A")
        guard case .unavailable(let detail)? = error else {
            Issue.record("it never became full")
            return
        }
        #expect(detail.contains("full"))
        await expectOutage(ledger, &iterator)
        #expect(try await ledger.payout(named: "A-\(written)") == nil)
        #expect(try await ledger.payout(named: "A-0") != nil)
        // What is known already writes nothing, and shows nothing.
        for _ in 0..<50 {
            await #expect(throws: LedgerError.self) { try await ledger.commit(.insert(.sample("A-0"))) }
            #expect(!ledger.statistics.isAvailable)
        }

        try await pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1073741823") }
        #expect(await iterator.next() == .becameAvailable)
        try await ledger.commit(.insert(.sample("A-\(written)")))
        #expect(ledger.statistics.head.sequence == Int64(written + 1))
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
    }

    /// The real thing: a file system of 2 MiB, filled up by somebody else, and emptied again.
    @Test(SmallFileSystem.isNeeded) func aFullDiskRefusesAndHeals() async throws {
        let small = try SmallFileSystem(in: directory, size: "2m")
        let path = small.path + "/ledger.db"
        let (ledger, events) = try openLedger(at: path)
        var iterator = events.makeAsyncIterator()
        try await ledger.commit(.insert(.sample("first")))
        fill(small.path + "/filler")

        let (written, error) = await commitUntilRefused(ledger, "A")
        guard case .unavailable? = error else {
            Issue.record("the disk never became full")
            return
        }
        await expectOutage(ledger, &iterator)
        #expect(try await ledger.payout(named: "first") != nil)
        #expect(try await ledger.payout(named: "A-\(written)") == nil)

        unlink(small.path + "/filler")
        while await iterator.next() != .becameAvailable {}
        try await ledger.commit(.insert(.sample("last")))
        #expect(ledger.statistics.head.sequence == Int64(written + 2))
        await ledger.close()
        #expect(try LedgerVerification.verify(path: path) == .holds(ledger.statistics.head))
    }

    private func fill(_ path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        let bytes = [UInt8](repeating: 7, count: 4_096)
        while Glibc.write(descriptor, bytes, bytes.count) > 0 {}
    }

    @Test(SmallFileSystem.isNeeded) func aFullDiskAtTheFirstStartIsSaid() throws {
        let small = try SmallFileSystem(in: directory, size: "64k")
        fill(small.path + "/filler")
        let error = #expect(throws: LedgerOpeningError.self) { try SQLiteLedger(path: small.path + "/ledger.db") }
        #expect(error?.reason == .unavailable)
        #expect(access(small.path + "/ledger.db", F_OK) != 0)
    }

    @Test(SmallFileSystem.isNeeded) func aReadOnlyFileSystemIsSaid() async throws {
        let small = try SmallFileSystem(in: directory, size: "2m")
        let path = small.path + "/ledger.db"
        let ledger = try SQLiteLedger(path: path)
        try await ledger.commit(.entry("one"))
        await ledger.close()
        try #require(small.becomeReadOnly())
        let error = #expect(throws: LedgerOpeningError.self) { try SQLiteLedger(path: path) }
        #expect(error?.reason == .unavailable)
        // What is there can still be verified.
        #expect(try LedgerVerification.verify(path: path) == .holds(ledger.statistics.head))
    }

    private func move(_ path: String, to other: String) {
        for suffix in ["", "-wal", "-shm"] { rename(path + suffix, other + suffix) }
    }

    /// In the order in which a ledger is put back: its log first, so that it is never without.
    private func putBack(_ path: String, to other: String) {
        for suffix in ["-wal", "-shm", ""] { rename(path + suffix, other + suffix) }
    }

    /// A ledger that was moved away would take all that is written with it. Put back, it goes on: where it is still
    /// held open, and where it was given up meanwhile.
    @Test(arguments: [1_000_000, 1])
    func aLedgerMovedAwayRefusesAndHeals(failuresBeforeReopening: Int) async throws {
        let (ledger, events) = try openLedger(at: directory.ledger, failuresBeforeReopening: failuresBeforeReopening)
        var iterator = events.makeAsyncIterator()
        try await ledger.commit(.insert(.sample("A-1")))
        let first = try #require(ledger.shared.pool)
        move(directory.ledger, to: directory.path + "/away")
        await #expect(throws: LedgerError.self) { try await ledger.commit(.insert(.sample("A-2"))) }
        await expectOutage(ledger, &iterator)
        if failuresBeforeReopening == 1 {
            // It tries by itself, and gives the connection up.
            while ledger.shared.pool != nil { await Task.yield() }
        }
        putBack(directory.path + "/away", to: directory.ledger)
        #expect(await iterator.next() == .becameAvailable)
        #expect((ledger.shared.pool === first) == (failuresBeforeReopening != 1))
        try await ledger.commit(.insert(.sample("A-2")))
        #expect(try await ledger.payout(named: "A-1") != nil)
        #expect(ledger.statistics.head.sequence == 2)
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
    }

    /// Who reads it meanwhile does not keep it from healing: payments would wait for a copy to end.
    @Test func aLedgerThatIsReadMeanwhileHeals() async throws {
        let (ledger, events) = try openLedger(at: directory.ledger, failuresBeforeReopening: 1)
        var iterator = events.makeAsyncIterator()
        try await ledger.commit(.insert(.sample("A-1")))
        let reader = try Onlooker(directory.ledger)
        try reader.run("BEGIN; SELECT count(*) FROM payouts")
        move(directory.ledger, to: directory.path + "/away")
        await #expect(throws: LedgerError.self) { try await ledger.commit(.insert(.sample("A-2"))) }
        await expectOutage(ledger, &iterator)
        while ledger.shared.pool != nil { await Task.yield() }
        putBack(directory.path + "/away", to: directory.ledger)
        #expect(await iterator.next() == .openedBesideReader)
        #expect(await iterator.next() == .becameAvailable)
        try await ledger.commit(.insert(.sample("A-2")))
        #expect(try await ledger.payout(named: "A-1") != nil)

        try reader.run("COMMIT")
        try reader.queue.close()
        await ledger.close()
        #expect(ledger.statistics.head.sequence == 2)
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
    }

    /// Another ledger under the same name (a backup put back) lacks payouts that may have been sent: a restart, by a
    /// person who knows, may take it up, the running daemon never does.
    @Test func anotherLedgerInItsPlaceIsNotTakenUp() async throws {
        let other = try SQLiteLedger(path: directory.path + "/other.db")
        try await other.commit(LedgerChange(entries: [.sample("another one"), .sample("another two")]))
        await other.close()

        let (ledger, events) = try openLedger(at: directory.ledger, failuresBeforeReopening: 1)
        var iterator = events.makeAsyncIterator()
        try await ledger.commit(.insert(.sample("A-1")))
        move(directory.ledger, to: directory.path + "/away")
        move(directory.path + "/other.db", to: directory.ledger)
        await #expect(throws: LedgerError.self) { try await ledger.commit(.insert(.sample("A-2"))) }
        await expectOutage(ledger, &iterator)
        while true {
            do throws(LedgerError) {
                try await ledger.commit(.insert(.sample("A-2")))
                Issue.record("written to a ledger that is not ours")
                break
            } catch {
                guard case .unavailable(let detail) = error, detail.contains("this is another ledger") else { continue }
                break
            }
        }
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(other.statistics.head))
    }

    /// Where only the file was exchanged, and the ledger's log is still beside it, neither is touched: the log may be the only
    /// copy of the last payouts, and carried over into the stranger it would spoil both.
    @Test func anotherFileBesideOurLogIsLeftAlone() async throws {
        let copy = directory.path + "/copy.db"
        let earlier = try SQLiteLedger(path: directory.ledger)
        try await earlier.commit(.insert(.sample("A-1")))
        await earlier.close()
        try FileManager.default.copyItem(atPath: directory.ledger, toPath: copy)

        let (ledger, events) = try openLedger(at: directory.ledger, failuresBeforeReopening: 1)
        var iterator = events.makeAsyncIterator()
        try await ledger.commit(.insert(.sample("A-2")))
        rename(directory.ledger, directory.path + "/away.db")
        rename(copy, directory.ledger)
        let (file, log) = try contents()
        try #require(!log.isEmpty)
        await #expect(throws: LedgerError.self) { try await ledger.commit(.insert(.sample("A-3"))) }
        await expectOutage(ledger, &iterator)
        while ledger.shared.pool != nil { await Task.yield() }
        await #expect(throws: LedgerError.self) { try await ledger.commit(.insert(.sample("A-3"))) }
        #expect(try contents() == (file, log))

        // Put back, it goes on.
        rename(directory.ledger, copy)
        rename(directory.path + "/away.db", directory.ledger)
        while await iterator.next() != .becameAvailable {}
        try await ledger.commit(.insert(.sample("A-3")))
        #expect(try await ledger.payout(named: "A-2") != nil)
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
    }

    /// A removed ledger's number soon belongs to another file, which is another one all the same.
    @Test func aFileThatGotTheNumberOfOursIsAnother() throws {
        let path = directory.path + "/file"
        func identity() throws -> (FileIdentity, ino_t) {
            var status = stat()
            try #require(lstat(path, &status) == 0)
            return (try FileLock(path: path).file, status.st_ino)
        }
        for _ in 0..<100 {
            #expect(FileManager.default.createFile(atPath: path, contents: Data()))
            let first = try identity()
            #expect(try identity().0.isAgain(first.0))
            unlink(path)
            #expect(FileManager.default.createFile(atPath: path, contents: Data()))
            let second = try identity()
            #expect(!second.0.isAgain(first.0))
            unlink(path)
            if first.1 == second.1 { return }
        }
    }

    /// The bytes of the file under the ledger's name, and of the log beside it.
    private func contents() throws -> (file: Data, log: Data) {
        (
            try Data(contentsOf: URL(fileURLWithPath: directory.ledger)),
            try Data(contentsOf: URL(fileURLWithPath: directory.ledger + "-wal"))
        )
    }

    /// Another program that holds SQLite's write lock is waited for, then said; and the ledger goes on after it.
    @Test func aLockedLedgerRefusesAndHeals() async throws {
        var limits = LedgerLimits()
        limits.busyTimeout = .milliseconds(10)
        limits.retryDelay = .milliseconds(5)
        let (events, told) = AsyncStream.makeStream(of: LedgerEvent.self)
        let ledger = try SQLiteLedger(path: directory.ledger, limits: limits) { told.yield($0) }
        var iterator = events.makeAsyncIterator()
        let stranger = try Onlooker(directory.ledger)
        try await stranger.queue.writeWithoutTransaction { database in
            try database.beginTransaction(.immediate)
        }
        await #expect(throws: LedgerError.self) { try await ledger.commit(.entry("one")) }
        ledger.note(.sample("lost"))
        await expectOutage(ledger, &iterator)
        try await stranger.queue.writeWithoutTransaction { try $0.rollback() }
        while await iterator.next() != .becameAvailable {}
        try await ledger.commit(.entry("two"))
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
    }

    /// Somebody who broke into the file while it is open: nothing is built on a chain that is not ours.
    @Test func aForeignEntryIsNotBuiltUpon() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.entry("one"))
        try Onlooker(directory.ledger).run("INSERT INTO audit VALUES (2, '{}', zeroblob(32))")
        await #expect(throws: LedgerError.self) { try await ledger.commit(.entry("two")) }
        #expect(!ledger.statistics.isAvailable)
        #expect(try Onlooker(directory.ledger).number("SELECT count(*) FROM audit") == 2)
        await ledger.close()
    }
}
