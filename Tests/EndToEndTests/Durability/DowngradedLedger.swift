import Foundation
import GRDB
import TestSupport

@testable import Ledger

/// Makes the ledger that a daemon left one of the version before, as the gateway of then would have left it.
enum DowngradedLedger {
    static let version = LedgerSchema.version - 1

    /// Copies what that version knows into a file of its own, which takes the ledger's place.
    static func replace(_ path: String) throws {
        let older = path + ".older"
        let target = try DatabaseQueue(path: older)
        try target.writeWithoutTransaction { database in
            for script in LedgerSchema.migrations.prefix(version) { try database.execute(sql: script) }
            // Rows come as they are now: the guards of their course, and the events that they tell, were there before.
            let triggers = try Row.fetchAll(database, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger["name"] as String)") }
            try database.execute(sql: "ATTACH ? AS newer", arguments: [path])
            for table in try String.fetchAll(database, sql: "SELECT name FROM main.sqlite_schema WHERE type = 'table'") {
                let columns = try database.columns(in: table).map(\.name).joined(separator: ", ")
                try database.execute(sql: """
                    DELETE FROM main.\(table);
                    INSERT INTO main.\(table) (\(columns)) SELECT \(columns) FROM newer.\(table);
                    """)
            }
            for trigger in triggers { try database.execute(sql: trigger["sql"] as String) }
            try database.execute(sql: """
                DETACH newer;
                PRAGMA application_id = \(LedgerSchema.applicationID);
                PRAGMA user_version = \(version);
                PRAGMA journal_mode = WAL;
                """)
        }
        try target.close()
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        guard chmod(older, 0o600) == 0, rename(older, path) == 0 else { throw SystemError("can't replace \(path)") }
    }

    /// The version of a ledger's file.
    static func version(of path: String) throws -> Int {
        try DatabaseQueue(path: path).read { try LedgerSchema.storedVersion($0) }
    }
}
