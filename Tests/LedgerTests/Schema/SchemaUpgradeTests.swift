import GRDB
import Gateway
import TestSupport
import Testing

@testable import Ledger

/// A full ledger of each version before this one is opened by this one, which loses nothing of it, proves it and goes on with it.
@Suite struct SchemaUpgradeTests {
    let directory = try! TemporaryDirectory()

    private typealias Table = [[String: DatabaseValue]]

    /// All rows of all tables.
    private func contents() throws -> [String: Table] {
        let onlooker = try Onlooker(directory.ledger)
        let names = try onlooker.texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return try onlooker.queue.read { database in
            try Dictionary(uniqueKeysWithValues: names.map { name in
                let rows = try Row.fetchAll(database, sql: "SELECT * FROM \(name)")
                return (name, rows.map { Dictionary($0.map { ($0, $1) }, uniquingKeysWith: { first, _ in first }) })
            })
        }
    }

    /// Nothing of it is left out of what is compared: each column has a value somewhere.
    private func expectFull(_ contents: [String: Table]) {
        for (name, rows) in contents {
            #expect(!rows.isEmpty, "\(name)")
            let empty = (rows.first?.keys.sorted() ?? []).filter { column in rows.allSatisfy { $0[column]?.isNull == true } }
            #expect(empty.isEmpty, "\(name) has nothing in \(empty)")
        }
    }

    /// The row as this version has it.
    ///
    /// - Parameter new: the columns that its version did not have.
    private func upgraded(
        _ row: [String: DatabaseValue], of table: String, new: some Sequence<String>
    ) -> [String: DatabaseValue] {
        var row = row
        for column in new { row[column] = column == "told_open" ? 0.databaseValue : .null }
        // Before version 2 it had no turn of its own: it expires a day after it last changed.
        if table == "payouts", row["state"] == "AWAITING_APPROVAL".databaseValue, row["next_action_at_ms"] == .null,
            let changed = row["updated_at_ms"].flatMap(Int64.fromDatabaseValue)
        {
            row["next_action_at_ms"] = (changed + 86_400_000).databaseValue
        }
        return row
    }

    /// How many rows a migration itself puts into a table that it makes.
    private func rowsMade(in table: String, from version: Int) -> Int {
        switch table {
        case "event_floor": 1
        // What version 3 deleted may have been of any kind, and anybody's: the caller's, or nobody's.
        case "deleted_events": version == 3 ? EventKind.allCases.count * 2 : 0
        case "payments_since": version == 3 ? 1 : 0
        default: 0
        }
    }

    @Test(arguments: 1..<LedgerSchema.version) func everythingStaysAsItWas(version: Int) async throws {
        try OlderLedger(version: version).make(at: directory.ledger)
        let before = try contents()
        expectFull(before)
        #expect(before["payouts"]?.count == PayoutState.allCases.count)

        await (try SQLiteLedger(path: directory.ledger, createsMissing: false)).close()

        let after = try contents()
        for (name, rows) in before {
            let now = try #require(after[name], "\(name) is gone")
            let new = Set(now[0].keys).subtracting(rows[0].keys)
            for (old, present) in zip(rows, now) {
                let wanted = upgraded(old, of: name, new: new)
                let wrong = present.filter { wanted[$0.key] != $0.value }
                #expect(wrong.isEmpty, "\(name): \(wrong) of \(wanted)")
            }
            #expect(now.count == rows.count, "\(name)")
        }
        for (name, rows) in after where before[name] == nil {
            #expect(rows.count == rowsMade(in: name, from: version), "\(name)")
        }
        try expectSound(version: version)
    }

    /// The chain holds, the payouts agree with it, and SQLite finds nothing.
    private func expectSound(version: Int, entries: Int = PayoutState.allCases.count * 2) throws {
        guard case .holds(let head) = try LedgerVerification.verify(path: directory.ledger) else {
            Issue.record("the chain of version \(version) does not hold")
            return
        }
        #expect(head.sequence == entries)
        #expect(try PayoutAgreement.check(path: directory.ledger) == .agrees(payouts: Int64(PayoutState.allCases.count)))
        let onlooker = try Onlooker(directory.ledger)
        #expect(try onlooker.number("PRAGMA user_version") == LedgerSchema.version)
        #expect(try onlooker.texts("PRAGMA integrity_check") == ["ok"])
    }

    @Test(arguments: 1..<LedgerSchema.version) func itIsWrittenOn(version: Int) async throws {
        try OlderLedger(version: version).make(at: directory.ledger)
        let ledger = try SQLiteLedger(path: directory.ledger, createsMissing: false)
        let open = try await ledger.allOpenPayouts()
        #expect(Set(open.map(\.state)) == [.recorded, .unknown, .inProgress, .awaitingApproval])
        for payout in open where payout.state != .inProgress {
            let next: PayoutState = payout.state == .unknown ? .completed : .cancelled
            try await ledger.commit(.update(payout.moved(to: next), from: payout.state))
        }
        try await write(ledger, .add([draft("va:2"), draft("va:3")], at: at(2)))
        try await ledger.commit(.entry("and on"))
        let told = try await ledger.events(everything, after: 0, limit: 100).events.count
        await ledger.close()
        try expectSound(version: version, entries: PayoutState.allCases.count * 2 + 4)

        let again = try SQLiteLedger(path: directory.ledger, createsMissing: false)
        #expect(try await again.allOpenPayouts().map(\.state) == [.inProgress])
        #expect(try await again.events(everything, after: 0, limit: 100).events.count == told)
        await again.close()
    }
}
