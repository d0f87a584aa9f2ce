import Crypto
import GRDB
import Gateway
import Foundation
import TestSupport
import Testing

@testable import Ledger

/// What the schema itself refuses, whoever asks: the last line of defence under every rule.
@Suite struct SchemaTests {
    let directory = try! TemporaryDirectory()

    private func makeLedger() async throws -> Onlooker {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let payout = Payout.sample("A-1")
        try await ledger.commit(.insert(payout))
        try await ledger.commit(.insert(.sample("A-2")))
        try await ledger.commit(.update(payout.moved(to: .completed), from: .recorded))
        await ledger.close()
        return try Onlooker(directory.ledger)
    }

    /// A script that was released never changes, comments included: a ledger in the field has the text that made it, and one whose
    /// text differs is refused. A new version gets a line here; no line ever changes.
    @Test func aReleasedScriptNeverChanges() {
        let hashes = LedgerSchema.migrations.map { script in
            SHA256.hash(data: Data(script.utf8)).prefix(8).map { String(UInt32($0) + 0x100, radix: 16).dropFirst() }.joined()
        }
        #expect(hashes == [
            "9c1853e03d47260e", "edfb013253041bb0", "616052a72619318e", "57dd7325d862ef6a", "11e2792cb6d21027", "5f7c102d4dbe9b76",
            "32d20bbd7ce8a921", "e8ecd3c9d41c27eb",
        ])
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var sql: String
        var says: String
        var testDescription: String { sql }
    }

    @Test(arguments: [
        Refusal(sql: "UPDATE audit SET entry = '{}' WHERE seq = 1", says: "an entry never changes"),
        Refusal(sql: "UPDATE audit SET hash = zeroblob(32)", says: "an entry never changes"),
        Refusal(sql: "DELETE FROM audit WHERE seq = 3", says: "an entry is never deleted"),
        Refusal(sql: "INSERT INTO audit VALUES (9, '{}', zeroblob(32))", says: "at the end of the chain"),
        Refusal(sql: "INSERT INTO audit VALUES (NULL, '{}', zeroblob(32))", says: "at the end of the chain"),
        Refusal(sql: "INSERT OR REPLACE INTO audit VALUES (2, '{}', zeroblob(32))", says: "at the end of the chain"),
        Refusal(sql: "INSERT INTO audit VALUES (4, '{', zeroblob(32))", says: "entry_is_json"),
        Refusal(sql: "INSERT INTO audit VALUES (4, '{}', zeroblob(31))", says: "hash_is_sha256"),
        Refusal(sql: "INSERT INTO audit VALUES (4, '{}', 'text')", says: "cannot store TEXT value in BLOB"),
        Refusal(sql: "INSERT INTO audit VALUES (4, NULL, zeroblob(32))", says: "NOT NULL"),
        Refusal(sql: "DELETE FROM payouts", says: "a payout is never deleted"),
        Refusal(sql: "UPDATE payouts SET partner_trx_id = 'B', version = version + 1", says: "never changes"),
        Refusal(sql: "UPDATE payouts SET caller = 'B', version = version + 1", says: "never changes"),
        Refusal(sql: "UPDATE payouts SET body = x'00', version = version + 1", says: "never changes"),
        Refusal(sql: "UPDATE payouts SET amount_rupiah = 1, version = version + 1", says: "never changes"),
        Refusal(sql: "UPDATE payouts SET recipient_bank = '', version = version + 1", says: "never changes"),
        Refusal(sql: "UPDATE payouts SET created_at_ms = 1, version = version + 1", says: "never changes"),
        Refusal(sql: "UPDATE payouts SET id = 9, version = version + 1", says: "never changes"),
        Refusal(sql: "UPDATE payouts SET polls = 9", says: "one version at a time"),
        Refusal(
            sql: "UPDATE payouts SET state = 'FAILED', version = 3 WHERE partner_trx_id = 'A-1'",
            says: "a final state never changes"),
        Refusal(
            sql: "UPDATE payouts SET state = 'UNKNOWN', final_at_ms = NULL, next_action_at_ms = 1, version = 3 WHERE partner_trx_id = 'A-1'",
            says: "a final state never changes"),
        Refusal(
            sql: "UPDATE payouts SET state = 'PAID', version = 2 WHERE partner_trx_id = 'A-2'", says: "state_is_known"),
        Refusal(
            sql: "UPDATE payouts SET state = 'COMPLETED', version = 2 WHERE partner_trx_id = 'A-2'",
            says: "final_has_a_time"),
        Refusal(
            sql: "UPDATE payouts SET next_action_at_ms = NULL, version = 2 WHERE partner_trx_id = 'A-2'",
            says: "open_has_a_next_action"),
        Refusal(
            sql: "UPDATE payouts SET attempts_unsent = 1, version = 2 WHERE partner_trx_id = 'A-2'",
            says: "attempts_add_up"),
        Refusal(
            sql: "UPDATE payouts SET attempts = 1, version = 2 WHERE partner_trx_id = 'A-2'", says: "unsent_is_certain"),
        Refusal(
            sql: """
                UPDATE payouts SET attempts = 1, state = 'CANCELLED', final_at_ms = 1, next_action_at_ms = NULL, version = 2
                WHERE partner_trx_id = 'A-2'
                """,
            says: "unsent_is_certain"),
        Refusal(
            sql: """
                UPDATE payouts SET attempts = 2, attempts_refused = 1, state = 'REJECTED', final_at_ms = 1, next_action_at_ms = NULL, version = 2
                WHERE partner_trx_id = 'A-2'
                """,
            says: "unsent_is_certain"),
        Refusal(sql: Self.insertion("'A-1'", "5", "1"), says: "a payout is inserted once"),
        Refusal(
            sql: Self.insertion("'A-1'", "5", "1").replacingOccurrences(of: "INSERT", with: "INSERT OR REPLACE"),
            says: "a payout is inserted once"),
        Refusal(sql: Self.insertion("'A-3'", "5", "2"), says: "a payout is inserted once"),
        Refusal(sql: Self.insertion("''", "5", "1"), says: "partner_trx_id"),
        Refusal(sql: Self.insertion("'A-3'", "0", "1"), says: "amount_rupiah"),
        Refusal(sql: Self.insertion("'A-3'", "5", "1").replacingOccurrences(of: "x'7B'", with: "x''"), says: "body"),
    ])
    func isRefused(_ refusal: Refusal) async throws {
        let onlooker = try await makeLedger()
        let error = #expect(throws: DatabaseError.self) { try onlooker.run(refusal.sql) }
        #expect(error?.resultCode == .SQLITE_CONSTRAINT)
        #expect(error?.message?.contains(refusal.says) == true, "\(error?.message ?? "")")
        #expect(try onlooker.number("SELECT count(*) FROM audit") == 3)
        #expect(try onlooker.number("SELECT count(*) FROM payouts") == 2)
    }

    private static func insertion(_ name: String, _ amount: String, _ version: String) -> String {
        """
        INSERT INTO payouts (partner_trx_id, caller, amount_rupiah, recipient_bank, created_at_ms, version, state,
          updated_at_ms, send_until_ms, attempts, attempts_unsent, attempts_refused, is_acknowledged, polls, body,
          next_action_at_ms)
        VALUES (\(name), 'c', \(amount), '014', 1, \(version), 'RECORDED', 1, 1, 0, 0, 0, 0, 0, x'7B', 1)
        """
    }

    /// From each version before, from none at all, too. What is in it is another test: `SchemaUpgradeTests`.
    @Test func thisVersionIsReachedFromEachBefore() throws {
        for version in 0..<LedgerSchema.version {
            let database = try DatabaseQueue()
            try database.inDatabase { database in
                for script in LedgerSchema.migrations.prefix(version) { try database.execute(sql: script) }
                try database.execute(sql: "PRAGMA user_version = \(version)")
                try LedgerSchema.migrate(database)
                #expect(try LedgerSchema.storedVersion(database) == LedgerSchema.version)
                #expect(try LedgerSchema.isLedger(database))
                #expect(try LedgerSchema.firstDifference(in: database) == nil)
            }
        }
    }

    /// One column of what SQLite says it would do for a statement whose parameters are not given.
    private func explanation(_ sql: String, _ column: String, in database: Database) throws -> [String] {
        let statement = try database.makeStatement(sql: sql)
        statement.setUncheckedArguments(StatementArguments())
        return try Row.fetchAll(statement).map { $0[column] }
    }

    /// Each list of `IN` is a table in memory whenever the statement runs: see `version2`.
    @Test func writingMakesNoTablesInMemory() throws {
        let database = try DatabaseQueue()
        try database.inDatabase { database in
            try LedgerSchema.migrate(database)
            for sql in [PayoutRow.insertion, PayoutRow.update, "INSERT OR FAIL INTO audit (seq, entry, hash) VALUES (?, ?, ?)"] {
                let steps = try explanation("EXPLAIN " + sql, "opcode", in: database)
                #expect(!steps.isEmpty)
                #expect(!steps.contains("OpenEphemeral"), "\(sql)")
            }
        }
    }

    /// With a function in it, a statement that fires triggers keeps a copy of each page that it touches: see `version5`.
    @Test func aPayoutsStatementsCallNoFunction() throws {
        let database = try DatabaseQueue()
        try database.inDatabase { database in
            try LedgerSchema.migrate(database)
            for sql in [PayoutRow.insertion, PayoutRow.update] {
                let steps = try explanation("EXPLAIN " + sql, "opcode", in: database)
                #expect(steps.contains("Program"), "its triggers are in it")
                #expect(!steps.contains("Function") && !steps.contains("PureFunc"), "\(sql)")
            }
        }
    }

    /// A list must never read the whole table: each question finds its index, and none sorts.
    @Test func everyQuestionHasItsIndex() throws {
        let database = try DatabaseQueue()
        try database.inDatabase { database in
            try LedgerSchema.migrate(database)
            var questions = [
                PayoutQuery.named("A").sql, DaySumQuery.sql, OpenSummaryQuery.counts, OpenSummaryQuery.oldestUnknown, ConfirmationRow.oldest,
            ]
            let due = DuePosition(nextActionAt: .sample, partnerTrxID: "A")
            for turn in PayoutTurn.allCases {
                questions += [nil, due].map { PayoutQuery.due(turn, by: .sample, after: $0, limit: 9).sql }
            }
            let position = ListPosition(createdAt: .sample, partnerTrxID: "A")
            for states in [[], [.completed], [.failed], [.unknown, .completed]] as [Set<PayoutState>] {
                for caller in [nil, "payroll"] {
                    for created in [nil, WallTime.sample..<WallTime(milliseconds: .max)] {
                        for after in [nil, position] {
                            let filter = PayoutFilter(states: states, caller: caller, created: created)
                            let span = PayoutQuery.span(of: filter, after: after, limit: 9)
                            questions.append(span.countingSQL)
                            for looksThrough in [false, true] {
                                questions += PayoutQuery.list(filter, in: span, looksThrough: looksThrough).map(\.sql)
                            }
                        }
                    }
                }
            }
            for sql in questions {
                let plan = try explanation("EXPLAIN QUERY PLAN " + sql, "detail", in: database)
                let reading = plan.filter { $0.hasPrefix("SCAN") || $0.hasPrefix("SEARCH") }
                #expect(reading.count == 1 && reading[0].contains("INDEX"), "\(sql): \(plan)")
                #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(sql): \(plan)")
            }
        }
    }

    /// A start asks for it, and a ledger may have millions of payouts of one caller.
    @Test func callersAreFoundWithoutReadingTheirPayouts() throws {
        let database = try DatabaseQueue()
        try database.inDatabase { database in
            try LedgerSchema.migrate(database)
            let plan = try explanation("EXPLAIN QUERY PLAN " + PastCallerQuery.sql, "detail", in: database)
            let reading = plan.filter { $0.contains("payouts") }
            #expect(reading.count == 3 && reading.allSatisfy { $0.hasPrefix("SEARCH payouts USING") && $0.contains("payouts_by_caller") }, "\(plan)")
            #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        }
    }
}
