import Foundation
import Gateway
import Glibc
import TestSupport
import Testing

@testable import Ledger

@Suite struct CheckpointTests {
    let directory = try! TemporaryDirectory()

    /// Most of the log is carried over beside the writer; were the rest never carried over, SQLite would append for ever.
    @Test func `the log stays short while payouts are made without a pause, and nothing is lost`() async throws {
        let count = 4_000
        var limits = LedgerLimits()
        limits.checkpointPages = 100
        let ledger = try SQLiteLedger(path: directory.ledger, limits: limits)
        // Several callers, so that there are always commits while a pass is under way.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<4 {
                group.addTask {
                    for number in stride(from: caller, to: count, by: 4) {
                        try await ledger.commit(.insert(.sample("A-\(number)")))
                    }
                }
            }
            try await group.waitForAll()
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.ledger + "-wal")
        let length = try #require(attributes[.size] as? Int)
        // A pass leaves what is committed during it. All of it would be some 70 MB.
        #expect((400_000..<20_000_000).contains(length), "\(length)")
        await ledger.close()
        #expect(!FileManager.default.fileExists(atPath: directory.ledger + "-wal"))

        let reopened = try SQLiteLedger(path: directory.ledger)
        for number in 0..<count { #expect(try await reopened.payout(named: "A-\(number)") != nil) }
        await reopened.close()
    }

    /// Who stops the daemon and copies `ledger.db` must have all of it.
    @Test func `a ledger at rest is one file, also where it was read`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for number in 0..<20 { try await ledger.commit(.insert(.sample("A-\(number)"))) }
        for number in 0..<20 { #expect(try await ledger.payout(named: "A-\(number)") != nil) }
        await ledger.close()
        #expect((try? Data(contentsOf: URL(fileURLWithPath: directory.ledger + "-wal")))?.isEmpty ?? true)
        let copy = directory.ledger + ".copy"
        try FileManager.default.copyItem(atPath: directory.ledger, toPath: copy)
        guard case .holds(let head) = try LedgerVerification.verify(path: copy) else { throw CancellationError() }
        #expect(head.sequence == 20)
    }

    /// Its log may hold what nothing else holds. A new file under its name must not take that along.
    @Test(arguments: [false, true]) func `closing a ledger that was moved away leaves its log as it is`(isReplaced: Bool) async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for number in 0..<20 { try await ledger.commit(.insert(.sample("A-\(number)"))) }
        #expect(try await ledger.payout(named: "A-1") != nil)
        let files = FileManager.default
        try files.moveItem(atPath: directory.ledger, toPath: directory.ledger + ".moved")
        if isReplaced { try files.copyItem(atPath: directory.ledger + ".moved", toPath: directory.ledger) }
        let replaced = files.contents(atPath: directory.ledger)
        let log = try #require(files.contents(atPath: directory.ledger + "-wal"))
        #expect(!log.isEmpty)
        await ledger.close()
        #expect(files.contents(atPath: directory.ledger + "-wal") == log)
        #expect(files.contents(atPath: directory.ledger) == replaced)
    }

    /// While somebody reads the ledger for long the log grows: then the writer, for whom callers wait, must not carry all of it at once.
    @Test(arguments: [
        (nil, false), (Checkpointer.End.carried(pages: 0), false), (.carried(pages: 20_000 - 1_001), false), (.carried(pages: 20_000 - 1_000), true),
        (.carried(pages: 20_000), true), (.notBegun, true),
    ])
    func `the writer carries over no more than callers can wait for`(end: Checkpointer.End?, isWriters: Bool) {
        let log = WALLength()
        log.pages = 20_000
        #expect(log.isRestShort(after: end, bound: 1_000) == isWriters)
        // Beyond all bounds whoever can carries it.
        #expect(log.isRestShort(after: .carried(pages: 0), bound: 625))
        #expect(!log.isRestShort(after: .carried(pages: 0), bound: 626))
    }

    @Test func `a pass says how much of the log it carried over, which is nothing of what somebody reads`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let checkpointer = try Checkpointer(path: directory.ledger)
        let reader = try Onlooker(directory.ledger)
        try reader.run("BEGIN; SELECT count(*) FROM payouts")
        for number in 0..<20 { try await ledger.commit(.insert(.sample("A-\(number)"))) }
        #expect(end(ofPassOf: checkpointer) == .carried(pages: 0))
        try reader.run("COMMIT")
        guard case .carried(let pages) = end(ofPassOf: checkpointer) else { throw CancellationError() }
        #expect(pages > 20)
        checkpointer.close()
        await ledger.close()
    }

    private func end(ofPassOf checkpointer: Checkpointer) -> Checkpointer.End {
        checkpointer.begin()
        while true {
            if let end = checkpointer.takeEnd() { return end }
            sched_yield()
        }
    }

    /// A pass that has just begun must not touch a connection that is closed meanwhile.
    @Test func `closing right behind the beginning of a pass is safe`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for _ in 0..<500 {
            let checkpointer = try Checkpointer(path: directory.ledger)
            checkpointer.begin()
            checkpointer.close()
            #expect(checkpointer.takeEnd() == nil)
        }
        await ledger.close()
    }
}
