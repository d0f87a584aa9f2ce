import GRDB
import Gateway
import Glibc
import Ledger
import TestSupport
import Testing

@testable import OYDaemon

/// What `--check` says of a ledger.
@Suite struct LedgerCheckTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func problem(_ path: String) -> String? {
        do throws(Findings) {
            _ = try LedgerCheck.inOrder(at: path)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func `one that is not there will be made`() throws {
        let path = folder["ledger.db"]
        #expect(try LedgerCheck.inOrder(at: path) == "ledger: there is none yet; a new one will be made at \(path)")
    }

    @Test func `of a folder that is not there the preflight tells`() throws {
        #expect(try LedgerCheck.inOrder(at: folder["none/ledger.db"]) == nil)
    }

    @Test func `one that holds, also while a daemon has it open`() async throws {
        let path = folder["ledger.db"]
        let ledger = try SQLiteLedger(path: path)
        try await ledger.commit(LedgerChange(entries: [AuditEntry(time: WallTime(milliseconds: 0), kind: .start)]))
        #expect(try LedgerCheck.inOrder(at: path) == "ledger: 1 entries, and the chain holds")
        await ledger.close()
    }

    /// Each of these stops the start, so that it must not pass here.
    @Test(arguments: [
        ("chmod", "others can write this file"), ("link", "more than one name"), ("trigger", "trigger audit_is_not_deleted"),
        ("folder", "others can write this directory"),
    ])
    func `one that a start refuses`(what: String, problem expected: String) async throws {
        let path = folder["ledger.db"]
        try await SQLiteLedger(path: path).close()
        switch what {
        case "chmod": chmod(path, 0o620)
        case "link": link(path, path + ".2")
        case "folder": chmod(folder.path, 0o770)
        default:
            let database = try DatabaseQueue(path: path)
            try await database.write { try $0.execute(sql: "DROP TRIGGER audit_is_not_deleted") }
            try database.close()
        }
        #expect(problem(path)?.contains(expected) == true, "\(problem(path) ?? "ok")")
        #expect(throws: LedgerOpeningError.self) { try SQLiteLedger(path: path) }
    }

    @Test(arguments: ["", "-wal"])
    func `one that others can read, in its file or in its log`(suffix: String) async throws {
        let path = folder["ledger.db"]
        let ledger = try SQLiteLedger(path: path)
        try await ledger.commit(LedgerChange(entries: [AuditEntry(time: WallTime(milliseconds: 0), kind: .start)]))
        #expect(LedgerCheck.warning(at: path) == nil)
        try #require(chmod(path + suffix, 0o644) == 0)
        #expect(LedgerCheck.warning(at: path)?.contains("\(path)-wal") == true)
        await ledger.close()
    }

    @Test func `one of which only the log is left`() async throws {
        let path = try folder.write("ledger.db-wal", "a log")
        #expect(problem(String(path.dropLast(4)))?.contains("its write-ahead log") == true)
    }

    @Test func `what is no ledger`() throws {
        let path = try folder.write("ledger.db", "this is not a database")
        #expect(problem(path)?.contains(path) == true, "\(problem(path) ?? "ok")")
    }
}
