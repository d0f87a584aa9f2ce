import Foundation
import GRDB
import Gateway
import TestSupport
import Testing

@testable import Ledger

/// A ledger that is opened while another program reads it: the nightly copy, or `oyctl audit verify`, while the daemon is restarted.
@Suite struct WALSettlingTests {
    let directory = try! TemporaryDirectory()
    let events: AsyncStream<LedgerEvent>
    private let told: AsyncStream<LedgerEvent>.Continuation

    init() {
        (events, told) = AsyncStream.makeStream()
    }

    private func openLedger(checkpointPages: Int = LedgerLimits().checkpointPages) throws -> SQLiteLedger {
        var limits = LedgerLimits()
        limits.busyTimeout = .milliseconds(10)
        limits.checkpointPages = checkpointPages
        return try SQLiteLedger(path: directory.ledger, limits: limits) { [told] event in
            if case .committed = event { return }
            told.yield(event)
        }
    }

    /// Leaves a ledger of five payouts as a process that is killed does: none of them is carried over.
    private func leaveLogBehind() async throws {
        let other = try TemporaryDirectory()
        let ledger = try SQLiteLedger(path: other.ledger)
        for number in 1...5 { try await ledger.commit(.insert(.sample("A-\(number)"))) }
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: other.ledger + suffix, toPath: directory.ledger + suffix)
        }
        await ledger.close()
    }

    /// Another program amid its reading.
    private func reader() throws -> Onlooker {
        let reader = try Onlooker(directory.ledger)
        try reader.run("BEGIN; SELECT count(*) FROM payouts")
        return reader
    }

    private var logLength: Int {
        (try? FileManager.default.attributesOfItem(atPath: directory.ledger + "-wal")[.size] as? Int) ?? 0
    }

    @Test func `a log that nobody reads is emptied`() async throws {
        try await leaveLogBehind()
        try #require(logLength > 0)
        let ledger = try openLedger()
        #expect(logLength == 0)
        #expect(try await ledger.payout(named: "A-5") != nil)
        await ledger.close()
        told.finish()
        for await event in events { Issue.record("\(event)") }
    }

    /// Rule 5: it must not have to wait for a reader to take its payouts up.
    @Test func `a log that is read meanwhile is taken up and written to`() async throws {
        try await leaveLogBehind()
        let reader = try reader()
        let ledger = try openLedger()
        var iterator = events.makeAsyncIterator()
        #expect(await iterator.next() == .openedBesideReader)
        try await ledger.commit(.insert(.sample("A-6")))
        #expect(try await ledger.payout(named: "A-1") != nil)
        #expect(try await ledger.payout(named: "A-6") != nil)
        #expect(try reader.number("SELECT count(*) FROM payouts") == 5, "what it sees does not change")

        try reader.run("COMMIT")
        try reader.queue.close()
        await ledger.close()
        #expect(logLength == 0)
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
    }

    /// What it would build on may be only in the kernel's memory: a sync of the process before may have failed.
    @Test func `a log that is read meanwhile is put on disk again, all of it`() async throws {
        try await leaveLogBehind()
        let reader = try reader()
        // Now nothing is left to carry over, which would be written as well.
        await (try openLedger()).close()
        let log = try Data(contentsOf: URL(fileURLWithPath: directory.ledger + "-wal"))
        try #require(log.count > 100_000)
        let before = try bytesWritten()
        let connection = try LedgerConnection(path: directory.ledger, createsMissing: false, limits: LedgerLimits())
        #expect(try bytesWritten() - before >= log.count)
        #expect(connection.openedBesideReader)
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory.ledger + "-wal")) == log)
        connection.close()
        try reader.run("COMMIT")
    }

    @Test func `where the log can't be put on disk again, nothing is built on it`() async throws {
        try await leaveLogBehind()
        let reader = try reader()
        await (try openLedger()).close()
        let (error, hasFailed) = FailingWrites.fail(1) { () -> LedgerOpeningError? in
            do {
                _ = try openLedger()
                return nil
            } catch {
                return error as? LedgerOpeningError
            }
        }
        #expect(hasFailed)
        #expect(error?.reason == .unavailable)
        let ledger = try openLedger()
        #expect(try await ledger.payout(named: "A-5") != nil)
        await ledger.close()
        try reader.run("COMMIT")
    }

    @Test func `the log becomes short once nobody reads it any more`() async throws {
        try await leaveLogBehind()
        let reader = try reader()
        let ledger = try openLedger(checkpointPages: 50)
        func pay(_ name: String) async throws {
            for number in 0..<200 { try await ledger.commit(.insert(.sample("\(name)-\(number)"))) }
        }
        try await pay("B")
        let length = logLength
        try reader.run("COMMIT")
        try await pay("C")
        try await pay("D")
        #expect(logLength < length * 3 / 2, "\(length)")
        await ledger.close()
    }

    /// Nothing could be written, whatever became of the log.
    @Test func `a log that another program writes to is not taken up`() async throws {
        try await leaveLogBehind()
        let stranger = try Onlooker(directory.ledger)
        try stranger.run("BEGIN IMMEDIATE")
        let error = #expect(throws: LedgerOpeningError.self) { try openLedger() }
        #expect(error?.reason == .unavailable)
        try stranger.run("ROLLBACK")
        await (try openLedger()).close()
    }

    /// How many bytes this thread has had the system write.
    private func bytesWritten() throws -> Int {
        let text = try String(contentsOfFile: "/proc/thread-self/io", encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("wchar: ") })
        return try #require(Int(line.dropFirst("wchar: ".count)))
    }
}
