import CSQLite
import Foundation
import GRDBSQLite
import TestSupport
import Testing

@testable import Ledger

/// The write-ahead log whose writes are gathered (GatheringVFS.c) holds what it would hold without that, whenever anybody may
/// look: another connection, over SQLite's own VFS, and who finds the files after a crash.
@Suite struct GatheredLogTests {
    let directory = try! TemporaryDirectory()

    init() {
        LedgerConnection.setUpProcess
    }

    private func gathering(_ set: String = "") throws -> Connection {
        let connection = try Connection(directory.ledger, over: OY_SQLITE_GATHERING_VFS)
        try connection.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; \(set)")
        return connection
    }

    private func plain() throws -> Connection {
        try Connection(directory.ledger, over: "unix")
    }

    /// What one finds who gets the files as they are now, without what is in memory, as after a crash of the process.
    private func afterCrash() throws -> Connection {
        let copy = directory.path + "/copy.db"
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: copy + suffix)
        }
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: directory.ledger + suffix, toPath: copy + suffix)
        }
        return try Connection(copy, over: "unix")
    }

    /// Rows of a page each, numbered from `first`.
    private func insertion(_ count: Int, from first: Int = 1) -> String {
        """
        WITH RECURSIVE n(i) AS (SELECT \(first) UNION ALL SELECT i + 1 FROM n WHERE i < \(first + count - 1))
        INSERT INTO t SELECT i, randomblob(3000) FROM n;
        """
    }

    private static let table = "CREATE TABLE t (id INTEGER PRIMARY KEY, v BLOB);"
    private static let sums = "SELECT count(*) || ' ' || ifnull(sum(id), 0) || ' ' || ifnull(hex(max(v)), '') FROM t"

    private func isWhole(_ connection: Connection) throws -> Bool {
        try connection.text("PRAGMA integrity_check") == "ok"
    }

    @Test func `a commit of many pages is written with a few calls of the system`() throws {
        let plain = try plain()
        try plain.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \(Self.table) BEGIN; \(insertion(20))")
        let each = try writes { try plain.run("COMMIT") }
        #expect(each > 40)

        let gathering = try gathering("BEGIN; \(insertion(20, from: 21))")
        let gathered = try writes { try gathering.run("COMMIT") }
        #expect((1...3).contains(gathered), "\(gathered)")
    }

    @Test(arguments: ["FULL", "NORMAL", "OFF"])
    func `what is committed is in the file, whether it is synced or not`(synchronous: String) throws {
        let writer = try gathering("PRAGMA synchronous = \(synchronous); \(Self.table)")
        // A commit of one page, some of several, and one of more than is held at once.
        for (count, first) in [(1, 1), (2, 2), (30, 4), (31, 34), (32, 65), (400, 97)] {
            try writer.run(insertion(count, from: first))
            let expected = try writer.text(Self.sums)
            #expect(try plain().text(Self.sums) == expected)
            let found = try afterCrash()
            #expect(try found.text(Self.sums) == expected)
            #expect(try isWhole(found))
        }
    }

    /// A small cache lets pages out into the log before the commit; each is read again, changed and written over there.
    @Test func `a transaction larger than the cache is whole once it is committed, and not there before`() throws {
        let writer = try gathering("\(Self.table) \(insertion(5)) PRAGMA cache_size = 10;")
        let before = try writer.text(Self.sums)
        try writer.run("BEGIN; \(insertion(200, from: 6))")
        // Reads what was let out last.
        #expect(try writer.text("SELECT count(*) || ' ' || sum(length(v)) FROM t") == "205 615000")
        for round in 0..<3 {
            try writer.run("UPDATE t SET v = randomblob(\(2_900 + round)) WHERE id % 7 = \(round)")
            #expect(try plain().text(Self.sums) == before)
            #expect(try afterCrash().text(Self.sums) == before)
        }
        try writer.run("COMMIT")
        let expected = try writer.text(Self.sums)
        #expect(try plain().text(Self.sums) == expected)
        let found = try afterCrash()
        #expect(try found.text(Self.sums) == expected)
        #expect(try isWhole(found))
    }

    /// The frames that are left of it must not go where the next writer's stand by then. All pages are in the database before,
    /// so that rolling back reads none from the log.
    @Test(arguments: 1...12)
    func `what is left of a transaction that was rolled back never takes the place of another's`(rows: Int) throws {
        let writer = try gathering("\(Self.table) \(insertion(5)) PRAGMA cache_size = 10; PRAGMA wal_checkpoint(TRUNCATE);")
        try writer.run("BEGIN; \(insertion(30 + rows, from: 1_000)) ROLLBACK;")
        let other = try plain()
        try other.run("PRAGMA synchronous = FULL; \(insertion(60, from: 6))")
        let expected = try other.text(Self.sums)
        // Reads from its log, and writes on.
        #expect(try writer.text(Self.sums) == expected)
        #expect(try afterCrash().text(Self.sums) == expected)
        try writer.run(insertion(40, from: 66))
        let found = try afterCrash()
        #expect(try found.text(Self.sums) == writer.text(Self.sums))
        #expect(try isWhole(found))
    }

    @Test func `a log that begins anew, is cut off or is carried over holds as it should`() throws {
        let writer = try gathering("\(Self.table) PRAGMA journal_size_limit = 100000;")
        for (round, mode) in ["PASSIVE", "RESTART", "TRUNCATE", "FULL", "PASSIVE"].enumerated() {
            try writer.run(insertion(50, from: 1 + 100 * round))
            _ = try writer.text("PRAGMA wal_checkpoint(\(mode))")
            try writer.run(insertion(3, from: 51 + 100 * round))
            let expected = try writer.text(Self.sums)
            #expect(try plain().text(Self.sums) == expected)
            let found = try afterCrash()
            #expect(try found.text(Self.sums) == expected)
            #expect(try isWhole(found))
        }
    }

    /// A commit that failed is not there, neither now nor after a crash, though the disk may be well again when SQLite rolls back.
    @Test(.serialized, arguments: [1, 20, 60], 1...4)
    func `a commit of which a write fails leaves nothing behind, and the next one is whole`(rows: Int, failing: Int) throws {
        let writer = try gathering("\(Self.table) \(insertion(5))")
        let before = try writer.text(Self.sums)
        try writer.run("BEGIN; \(insertion(rows, from: 6))")
        let (isCommitted, hasFailed) = FailingWrites.fail(failing) { (try? writer.run("COMMIT")) != nil }
        #expect(isCommitted != hasFailed)
        // A small commit has few writes, and each has one.
        #expect(hasFailed || failing > 1)
        guard hasFailed else { return }
        #expect(try afterCrash().text(Self.sums) == before)
        try? writer.run("ROLLBACK")
        #expect(try writer.text(Self.sums) == before)
        #expect(try plain().text(Self.sums) == before)
        #expect(try afterCrash().text(Self.sums) == before)
        try writer.run(insertion(3, from: 6))
        let found = try afterCrash()
        #expect(try found.text(Self.sums) == writer.text(Self.sums))
        #expect(try isWhole(found))
    }

    /// In exclusive mode SQLite takes no locks of the log's index: nothing is held then, since nothing would be dropped.
    @Test(arguments: 1...12)
    func `a connection that had the ledger for itself alone holds nothing of it back`(rows: Int) throws {
        let writer = try gathering("\(Self.table) \(insertion(5)) PRAGMA cache_size = 10; PRAGMA wal_checkpoint(TRUNCATE);")
        try writer.run("PRAGMA locking_mode = EXCLUSIVE; SELECT count(*) FROM t;")
        try writer.run("BEGIN; \(insertion(30 + rows, from: 1_000)) ROLLBACK;")
        try writer.run("PRAGMA locking_mode = NORMAL;")
        _ = try writer.text("PRAGMA user_version")
        let other = try plain()
        try other.run("PRAGMA synchronous = FULL; \(insertion(60, from: 6))")
        let expected = try other.text(Self.sums)
        #expect(try writer.text(Self.sums) == expected)
        #expect(try afterCrash().text(Self.sums) == expected)
    }

    @Test func `the ledger's connections are opened over it`() throws {
        #expect(String(cString: sqlite3_vfs_find(nil).pointee.zName) == OY_SQLITE_GATHERING_VFS)
    }

    /// How often this thread has called the system to write meanwhile.
    private func writes(_ body: () throws -> Void) throws -> Int {
        func count() throws -> Int {
            let text = try String(contentsOfFile: "/proc/thread-self/io", encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("syscw: ") })
            return try #require(Int(line.dropFirst("syscw: ".count)))
        }
        let before = try count()
        try body()
        return try count() - before
    }
}
