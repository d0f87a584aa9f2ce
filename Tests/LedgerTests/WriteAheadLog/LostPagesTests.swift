import Foundation
import GRDB
import Gateway
import TestSupport
import Testing

@testable import Ledger

/// Pages of the database that the kernel could not write to the disk, and forgot: they must be written again before the log,
/// which has the only good copy, begins anew.
@Suite struct LostPagesTests {
    let directory = try! TemporaryDirectory()
    let events: AsyncStream<LedgerEvent>
    private let told: AsyncStream<LedgerEvent>.Continuation

    init() {
        (events, told) = AsyncStream.makeStream()
    }

    private func openLedger(checkpointPages: Int) throws -> SQLiteLedger {
        var limits = LedgerLimits()
        limits.retryDelay = .milliseconds(5)
        limits.busyTimeout = .milliseconds(10)
        limits.checkpointPages = checkpointPages
        return try SQLiteLedger(path: directory.ledger, limits: limits) { [told] event in
            if case .committed = event { return }
            told.yield(event)
        }
    }

    /// Makes payouts, each as often as it takes.
    private func pay(_ name: String, _ count: Int, _ ledger: SQLiteLedger) async throws {
        for number in 0..<count {
            try await Patience.until("\(name)-\(number) is never written", every: .milliseconds(1)) {
                (try? await ledger.commit(.insert(.sample("\(name)-\(number)")))) != nil
            }
        }
    }

    private func expectAll(_ payouts: [(name: String, count: Int)], head: ChainHead) async throws {
        #expect(try LedgerVerification.damage(path: directory.ledger) == nil)
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(head))
        let ledger = try SQLiteLedger(path: directory.ledger)
        for (name, count) in payouts {
            for number in 0..<count { #expect(try await ledger.payout(named: "\(name)-\(number)") != nil) }
        }
        await ledger.close()
    }

    /// Leaves a ledger whose log was carried over in part, but for its end, without a sync of the database, as a pass does
    /// beside which the writer goes on. Here a reader holds it back, so that it is always so.
    private func carryOverInPart(_ ledger: SQLiteLedger) async throws {
        try await pay("A", 100, ledger)
        let reader = try Onlooker(directory.ledger)
        try reader.run("BEGIN; SELECT count(*) FROM payouts")
        try await pay("B", 100, ledger)
        try reader.run("COMMIT")
        try reader.queue.close()
    }

    @Test func `pages that were lost behind a pass are written again, and the alarm tells of it`() async throws {
        await (try SQLiteLedger(path: directory.ledger)).close()
        let disk = try ForgetfulDisk(under: directory.ledger)
        let ledger = try openLedger(checkpointPages: 100)
        try await carryOverInPart(ledger)
        try disk.loseUnsynced()
        try await pay("C", 300, ledger)
        await ledger.close()
        told.finish()
        var iterator = events.makeAsyncIterator()
        if case .becameUnavailable(let detail)? = await iterator.next() {
            #expect(detail.contains("the write-ahead log can't be carried over"), "\(detail)")
            #expect(await iterator.next() == .becameAvailable)
        } else {
            Issue.record("no alarm")
        }
        try await expectAll([("A", 100), ("B", 100), ("C", 300)], head: ledger.statistics.head)
    }

    /// The last pass is that at the end.
    @Test func `a ledger that can't be carried over as it is closed keeps its log, and the next start has all of it`() async throws {
        await (try SQLiteLedger(path: directory.ledger)).close()
        let disk = try ForgetfulDisk(under: directory.ledger)
        let ledger = try openLedger(checkpointPages: 100)
        try await carryOverInPart(ledger)
        try disk.loseUnsynced()
        await ledger.close()
        try await expectAll([("A", 100), ("B", 100)], head: ledger.statistics.head)
    }

    /// Another program that has it open keeps the log's index, in which stands what was carried over, for the next process.
    @Test func `pages that a process before lost are written again, also where another program has it open`() async throws {
        let other = try TemporaryDirectory()
        let ledger = try SQLiteLedger(path: other.ledger)
        try await pay("A", 100, ledger)
        // As after a kill.
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: other.ledger + suffix, toPath: directory.ledger + suffix)
        }
        await ledger.close()
        let disk = try ForgetfulDisk(under: directory.ledger)
        let keeper = try Onlooker(directory.ledger)
        try keeper.run("BEGIN; SELECT count(*) FROM payouts")
        let process = try Onlooker(directory.ledger)
        try process.run("ANALYZE; PRAGMA wal_checkpoint(PASSIVE)")
        try process.queue.close()
        try keeper.run("COMMIT")
        try disk.loseUnsynced()

        await (try openLedger(checkpointPages: 100)).close()
        try keeper.queue.close()
        try await expectAll([("A", 100)], head: ledger.statistics.head)
    }
}
