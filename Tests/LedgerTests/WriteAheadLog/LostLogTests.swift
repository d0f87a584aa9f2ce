import Foundation
import GRDB
import Gateway
import Glibc
import TestSupport
import Testing

@testable import Ledger

/// A log, or its index, that somebody removes or exchanges while the ledger is open: what was confirmed stands in it alone,
/// and what is written from then on would stand nowhere.
@Suite struct LostLogTests {
    let directory = try! TemporaryDirectory()
    let events: AsyncStream<LedgerEvent>
    private let told: AsyncStream<LedgerEvent>.Continuation

    init() {
        (events, told) = AsyncStream.makeStream()
    }

    private func openLedger(lookedAfter: Duration = .seconds(3_600)) throws -> SQLiteLedger {
        var limits = LedgerLimits()
        limits.retryDelay = .milliseconds(5)
        limits.busyTimeout = .milliseconds(10)
        limits.lookedAfter = lookedAfter
        return try SQLiteLedger(path: directory.ledger, limits: limits) { [told] event in
            if case .committed = event { return }
            told.yield(event)
        }
    }

    private func pay(_ numbers: ClosedRange<Int>, _ ledger: SQLiteLedger) async throws {
        for number in numbers { try await ledger.commit(.insert(.sample("A-\(number)"))) }
    }

    /// What the next process finds after this one is killed now, or, without the log, in the file alone.
    private func payouts(withLog: Bool = true) throws -> [String] {
        let other = try TemporaryDirectory()
        for suffix in withLog ? ["", "-wal"] : [""] {
            guard let bytes = FileManager.default.contents(atPath: directory.ledger + suffix) else { continue }
            try bytes.write(to: URL(fileURLWithPath: other.ledger + suffix))
        }
        return try Onlooker(other.ledger).texts("SELECT partner_trx_id FROM payouts ORDER BY id")
    }

    private func names(_ numbers: ClosedRange<Int>) -> [String] { numbers.map { "A-\($0)" } }

    private func expectOutage(_ events: inout AsyncStream<LedgerEvent>.Iterator, saying words: String) async {
        guard case .becameUnavailable(let detail)? = await events.next(isolation: #isolation) else {
            Issue.record("no alarm")
            return
        }
        #expect(detail.contains(words), "\(detail)")
    }

    /// What is made under its name meanwhile is not taken for it.
    @Test(arguments: ["-wal", "-shm"])
    func `a log that is removed while the ledger is opened is not in its place`(suffix: String) async throws {
        let ledger = try openLedger()
        try await pay(1...2, ledger)
        await ledger.close()
        let pool = try DatabasePool(path: directory.ledger)
        try await pool.writeWithoutTransaction { try $0.inTransaction(.immediate) { .rollback } }
        let place = try LogPlace(beside: directory.ledger)
        try FileManager.default.removeItem(atPath: directory.ledger + suffix)
        let log = try WriteAheadLog(of: LedgerFile(path: directory.ledger), pool: pool, length: WALLength(), place: place)
        #expect(!log.isInPlace)
        log.endPasses()
    }

    @Test(arguments: ["-wal", "-shm"])
    func `a log that was removed is saved, nothing is paid into it, and payments go on`(suffix: String) async throws {
        let ledger = try openLedger()
        var iterator = events.makeAsyncIterator()
        try await pay(1...5, ledger)
        unlink(directory.ledger + suffix)
        await #expect(throws: LedgerError.self) { try await pay(6...6, ledger) }
        #expect(try payouts(withLog: false) == names(1...5))
        await expectOutage(&iterator, saying: "was removed or exchanged while open")
        #expect(await iterator.next() == .becameAvailable)
        try await pay(6...20, ledger)
        #expect(try payouts() == names(1...20))
        #expect(try await ledger.payout(named: "A-3") != nil)
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
    }

    /// The process may end before anybody pays again.
    @Test func `a log that was removed is saved while nobody pays`() async throws {
        let ledger = try openLedger(lookedAfter: .milliseconds(10))
        var iterator = events.makeAsyncIterator()
        try await pay(1...5, ledger)
        unlink(directory.ledger + "-wal")
        await expectOutage(&iterator, saying: "was removed or exchanged while open")
        #expect(try payouts(withLog: false) == names(1...5))
        await ledger.close()
    }

    @Test func `a log that was removed is saved as the ledger is closed`() async throws {
        let ledger = try openLedger()
        try await pay(1...5, ledger)
        unlink(directory.ledger + "-wal")
        await ledger.close()
        #expect(try payouts() == names(1...5))
    }

    /// Attack, or a copy put back by mistake: SQLite would take an older log of the same ledger for the ledger's, and unmake
    /// payouts.
    @Test func `another log in its place is never taken up`() async throws {
        let ledger = try openLedger()
        var iterator = events.makeAsyncIterator()
        try await pay(1...2, ledger)
        try FileManager.default.copyItem(atPath: directory.ledger + "-wal", toPath: directory.path + "/older")
        try await pay(3...5, ledger)
        let older = try #require(FileManager.default.contents(atPath: directory.path + "/older"))
        rename(directory.path + "/older", directory.ledger + "-wal")
        for _ in 0..<3 {
            await #expect(throws: LedgerError.self) { try await pay(6...6, ledger) }
            try await Task.sleep(for: .milliseconds(10))
        }
        await expectOutage(&iterator, saying: "move it away")
        #expect(FileManager.default.contents(atPath: directory.ledger + "-wal") == older)
        #expect(try payouts(withLog: false) == names(1...5))

        unlink(directory.ledger + "-wal")
        #expect(await iterator.next() == .becameAvailable)
        try await pay(6...6, ledger)
        #expect(try payouts() == names(1...6))
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
    }

    /// While another program reads what is in the log, it can't all be carried over, and closing would throw the rest away.
    @Test func `a log that was removed and is read is kept until its reader ends`() async throws {
        let ledger = try openLedger()
        var iterator = events.makeAsyncIterator()
        try await pay(1...2, ledger)
        let reader = try Onlooker(directory.ledger)
        try reader.run("BEGIN; SELECT count(*) FROM payouts")
        try await pay(3...5, ledger)
        unlink(directory.ledger + "-wal")
        await #expect(throws: LedgerError.self) { try await pay(6...6, ledger) }
        await expectOutage(&iterator, saying: "is read by another program")
        await #expect(throws: LedgerError.self, "it may be read from another log") { try await ledger.payout(named: "A-5") }

        try reader.run("COMMIT")
        #expect(await iterator.next() == .becameAvailable)
        try reader.queue.close()
        try await pay(6...6, ledger)
        #expect(try payouts() == names(1...6))
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
    }
}
