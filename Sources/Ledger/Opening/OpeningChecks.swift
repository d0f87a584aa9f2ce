import Dispatch
import GRDB
import GRDBSQLite
import Gateway

/// What is looked at before a ledger is trusted, none of it taking longer the larger the ledger is.
enum OpeningChecks {
    /// Checks the file as it is, and only then brings an older version up to date: a ledger that is refused stays readable by
    /// the program that wrote it.
    ///
    /// - Parameter log: what is known of the log that was there.
    /// - Returns: the end of the chain.
    static func run(
        _ database: Database, pool: DatabasePool, path: String, log: LogOwnership?, limits: LedgerLimits
    ) throws -> ChainHead {
        try checkSchema(database, path: path)
        try searchDamage(database, pool: pool, path: path, within: limits.damageSearch)
        let head = try checkTail(database, path: path, limits: limits)
        try checkThatNothingIsWithoutAnEntry(database, path: path)
        try log?.check(database, head: head, path: path, limits: limits)
        // Version 3 brought them.
        if try database.tableExists("events") { try checkNewestFacts(database, path: path, limits: limits) }
        if try LedgerSchema.storedVersion(database) < LedgerSchema.version {
            try LedgerSchema.migrate(database)
            try checkSchema(database, path: path)
        }
        return head
    }

    /// - Throws: where a table, an index or a trigger is not as the ledger's version has it, or not the ledger's.
    static func checkSchema(_ database: Database, path: String) throws {
        if let difference = try LedgerSchema.firstDifference(in: database) {
            throw LedgerOpeningError(.schemaChanged, "\(path): \(difference)")
        }
    }

    /// Lets SQLite look for damage, but not for longer than `duration`.
    private static func searchDamage(
        _ database: Database, pool: DatabasePool, path: String, within duration: Duration
    ) throws {
        let search = BoundedSearch()
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(duration.wholeMilliseconds))) {
            search.interrupt(pool)
        }
        let finding = Result { try String.fetchOne(database, sql: "PRAGMA quick_check(1)") }
        guard search.end() else { return }
        guard try finding.get() == "ok" else {
            throw LedgerOpeningError(.damaged, "\(path): SQLite finds it damaged: \((try? finding.get()) ?? "no word")")
        }
    }

    /// A chain without entries has no payouts beside it: each has an entry that began it. Where there are some, the log was lost in which
    /// the entries stood.
    static func checkThatNothingIsWithoutAnEntry(_ database: Database, path: String) throws {
        let sql = "SELECT EXISTS (SELECT 1 FROM payouts) AND NOT EXISTS (SELECT 1 FROM audit)"
        guard try Bool.fetchOne(database, sql: sql) != true else {
            throw LedgerOpeningError(.chainBroken, "\(path): the audit chain is broken: there are payouts, and it has no entry")
        }
    }

    /// Checks the facts of the last events: SQLite's own search does not know that they are JSON.
    private static func checkNewestFacts(_ database: Database, path: String, limits: LedgerLimits) throws {
        let newest = try PreparedStatement(
            database,
            """
            SELECT cursor FROM events
            WHERE cursor > (SELECT ifnull(max(cursor), 0) FROM events) - ?1 AND facts IS NOT NULL AND NOT json_valid(facts)
            LIMIT 1
            """)
        newest.bind(1, limits.checkedTail)
        defer { newest.reset() }
        guard try !newest.step() else {
            throw LedgerOpeningError(.damaged, "\(path): the facts of event \(newest.integer(0)) are no JSON")
        }
    }

    /// Checks that the last entries follow one another, and gives the last of them.
    private static func checkTail(_ database: Database, path: String, limits: LedgerLimits) throws -> ChainHead {
        let tail = try PreparedStatement(
            database,
            """
            SELECT seq, entry, hash FROM audit
            WHERE seq >= (SELECT ifnull(max(seq), 0) FROM audit) - ?1 ORDER BY seq
            """)
        tail.bind(1, limits.checkedTail)
        defer { tail.reset() }
        guard try tail.step() else { return .start }
        var walk = ChainWalk()
        // The first of them is only where the others begin, unless it is the first of all.
        if tail.integer(0) > 1 {
            guard let hash = ChainHash(tail.bytes(2)) else {
                throw LedgerOpeningError(.chainBroken, "\(path): the audit chain is broken: entry \(tail.integer(0)) has no hash")
            }
            walk = ChainWalk(after: ChainHead(sequence: tail.integer(0), hash: hash))
            guard tail.integer(0) < .max else {
                throw LedgerOpeningError(.chainBroken, "\(path): the audit chain is broken: entry \(tail.integer(0)) can't be one")
            }
            guard try tail.step() else { return walk.head }
        }
        repeat {
            if let broken = walk.follow(tail) {
                throw LedgerOpeningError(.chainBroken, "\(path): the audit chain is broken: \(broken)")
            }
        } while try tail.step()
        return walk.head
    }
}
