import Crypto
import GRDB

/// What a ledger's file looks like, version by version, and how an older one is brought up to date.
///
/// SQLite's `application_id` says that a file is a ledger, its `user_version` says of which version. Migrations only
/// go forward: a ledger of a newer version is refused, because an older program would not know what it breaks.
enum LedgerSchema {
    /// "OYLG", in the file's header.
    static let applicationID: Int32 = 0x4F59_4C47

    /// One script for each version; the script at `n` makes version `n + 1` of version `n`. One that was ever
    /// released never changes.
    static let migrations = [version1, version2, version3, version4, version5, version6, version7, version8]

    /// What the trigger `payout_begins_once` says, before anything is inserted. It stands in the scripts, so it never changes.
    static let payoutBeginsOnce = "a payout is inserted once, as version 1"

    /// The version that this program writes.
    static var version: Int { migrations.count }

    /// Brings a database of an older version, or an empty one, up to `version`, all of it in one transaction.
    static func migrate(_ database: Database) throws {
        try database.inTransaction(.immediate) {
            let present = try storedVersion(database)
            for script in migrations.dropFirst(present) {
                try database.execute(sql: script)
            }
            if present == 0 { try insertDigestKey(database) }
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
    }

    /// The key of `PersonalDigest`, from the system's source of randomness: made once, with the ledger.
    private static func insertDigestKey(_ database: Database) throws {
        let insertion = try PreparedStatement(
            database, "INSERT INTO meta (name, value) VALUES ('digest_key', ?)")
        SymmetricKey(size: .bits256).withUnsafeBytes { insertion.bind(1, blob: $0) }
        try insertion.run()
    }

    /// The version of the file; 0 for an empty one.
    static func storedVersion(_ database: Database) throws -> Int {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version >= 0 else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "there is no version \(version)") }
        return version
    }

    /// Whether the file says that it is a ledger.
    static func isLedger(_ database: Database) throws -> Bool {
        try Int32.fetchOne(database, sql: "PRAGMA application_id") == applicationID
    }

    /// A table, an index or a trigger that is not in `database` as the version that it says makes it, or of which that version knows
    /// nothing, in words; nil where everything is as it should be. A ledger whose guards were taken off is not to be trusted, and no
    /// migration may put them on again unseen. Nor is one with an index of somebody else's: SQLite would answer from it.
    static func firstDifference(in database: Database) throws -> String? {
        let version = try storedVersion(database)
        let expected = try DatabaseQueue().inDatabase { fresh in
            for script in migrations.prefix(version) { try fresh.execute(sql: script) }
            return try objects(of: fresh)
        }
        let present = try objects(of: database)
        if let changed = expected.keys.sorted().first(where: { present[$0] != expected[$0] }) {
            return "\(changed) is not as this version of the ledger has it"
        }
        let strange = present.keys.sorted().first { expected[$0] == nil && present[$0] != statistics[$0] }
        return strange.map { "\($0) is not the gateway's" }
    }

    /// What ANALYZE leaves, by an operator's hand: it changes how SQLite finds rows, and not which.
    private static let statistics = [
        "table sqlite_stat1": "sqlite_stat1: CREATE TABLE sqlite_stat1(tbl,idx,stat)",
        "table sqlite_stat4": "sqlite_stat4: CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
    ]

    /// Table and SQL by kind and name, of everything there is. SQLite's own indexes, of what is UNIQUE, have no SQL.
    private static func objects(of database: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            database, sql: "SELECT type || ' ' || name AS name, tbl_name || ': ' || ifnull(sql, '') AS meaning FROM sqlite_schema")
        return Dictionary(rows.map { ($0["name"], $0["meaning"]) }, uniquingKeysWith: { first, _ in first })
    }
}
