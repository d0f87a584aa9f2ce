import Foundation
import GRDB
import Gateway
import TestSupport
import Testing

@testable import Ledger

/// A log, or a file, that was put back from elsewhere beside the other one, while nothing ran.
@Suite struct LogOwnershipTests {
    let directory = try! TemporaryDirectory()

    /// A ledger's files at a moment.
    private struct Files {
        let file, log: Data

        init(of path: String) throws {
            file = try Data(contentsOf: URL(fileURLWithPath: path))
            log = FileManager.default.contents(atPath: path + "-wal") ?? Data()
        }

        init(file: Data, log: Data) {
            (self.file, self.log) = (file, log)
        }

        /// This file beside that log.
        init(_ file: Files, beside log: Files) {
            (self.file, self.log) = (file.file, log.log)
        }

        func put(at path: String) throws {
            try file.write(to: URL(fileURLWithPath: path))
            try log.write(to: URL(fileURLWithPath: path + "-wal"))
            chmodToOwner(path)
            chmodToOwner(path + "-wal")
        }
    }

    /// Writes to the ledger until its log is as it is at a crash, and closes it after that.
    private func write(_ changes: LedgerChange...) async throws -> Files {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for change in changes { try await ledger.commit(change) }
        let files = try Files(of: directory.ledger)
        await ledger.close()
        return files
    }

    private let asked = Payout.sample("A-1")

    /// Writes some payouts and an entry, and carries them over.
    private func begin() async throws -> Files {
        _ = try await write(.insert(asked), .insert(.sample("A-2")), .entry("one"))
        return try Files(of: directory.ledger)
    }

    /// What a start on these files says, which changes neither.
    private func refusal(of files: Files) throws -> LedgerOpeningError? {
        let other = try TemporaryDirectory()
        try files.put(at: other.ledger)
        do throws(LedgerOpeningError) {
            _ = try SQLiteLedger(path: other.ledger)
            return nil
        } catch {
            let now = try Files(of: other.ledger)
            #expect(now.file == files.file && now.log == files.log)
            return error
        }
    }

    private func expectRefusal(of files: Files, saying words: String = "There is a write-ahead log beside it") throws {
        let refusal = try #require(try refusal(of: files))
        #expect(refusal.reason == .chainBroken || refusal.reason == .damaged)
        #expect(refusal.detail.contains(words) && refusal.detail.contains("put back"), "\(refusal)")
    }

    @Test func `a file and its log belong together`() async throws {
        _ = try await begin()
        let crashed = try await write(.update(asked.moved(to: .unknown), from: .recorded), .entry("two"))
        #expect(!crashed.log.isEmpty)
        #expect(try refusal(of: crashed) == nil)
    }

    /// While the log was carried over, the daemon was killed: a row is in the file, and the page with the rest of it is not yet.
    @Test func `a file whose last entry is not whole yet belongs to its log`() async throws {
        let before = try await begin()
        let last = try #require(LedgerReader.headWithoutLog(path: directory.ledger))
        let hash = last.hash.withBytes { Data($0) }
        let crashed = try await write(.entry("two"))
        var file = before.file
        let place = try #require(file.range(of: hash))
        file.replaceSubrange(place, with: Data(count: hash.count))
        let other = try TemporaryDirectory()
        try file.write(to: URL(fileURLWithPath: other.ledger))
        #expect(LedgerReader.headWithoutLog(path: other.ledger) == nil)
        #expect(try refusal(of: Files(file: file, log: crashed.log)) == nil)
    }

    /// Of one payout, which SQLite takes for whole, and of many entries, which it may not come to.
    @Test func `an older file is refused beside a newer log`() async throws {
        let copy = try await begin()
        _ = try await write(.update(asked.moved(to: .unknown), from: .recorded))
        let crashed = try await write(.entry("two"))
        try expectRefusal(of: Files(copy, beside: crashed), saying: "payout A-1 is not in the state that its last entry says")
        _ = try await write(LedgerChange(entries: (1...2_000).map { .sample("entry \($0)") }))
        let later = try await write(LedgerChange(entries: (1...2_000).map { .sample("another \($0)") }))
        try expectRefusal(of: Files(copy, beside: later))
        #expect(try refusal(of: later) == nil)
    }

    @Test func `a newer file is refused beside an older log`() async throws {
        _ = try await begin()
        let crashed = try await write(.entry("two"))
        _ = try await write(.update(asked.moved(to: .unknown), from: .recorded))
        let later = try Files(of: directory.ledger)
        try expectRefusal(of: Files(later, beside: crashed), saying: "has entry 5 already")
    }

    @Test func `another ledger's log is refused`() async throws {
        let copy = try await begin()
        let other = LogOwnershipTests()
        _ = try await other.write(.insert(asked), .insert(.sample("A-2")), .entry("otherwise"))
        let crashed = try await other.write(.entry("two"))
        try expectRefusal(of: Files(copy, beside: crashed))
    }

    /// It has a part of the log already, and the log has the rest.
    @Test func `a copy that was made while the log was this one belongs to it`() async throws {
        _ = try await begin()
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.update(asked.moved(to: .unknown), from: .recorded))
        let other = try TemporaryDirectory()
        let copy = try DatabaseQueue(path: other.ledger)
        try Onlooker(directory.ledger).queue.backup(to: copy)
        try copy.close()
        try await ledger.commit(.entry("two"))
        let crashed = try Files(of: directory.ledger)
        await ledger.close()
        #expect(try refusal(of: Files(Files(of: other.ledger), beside: crashed)) == nil)
    }
}
