import Contract
import GRDB
import Gateway
import TestSupport
import Testing

@testable import Ledger

/// What the schema refuses of events, and how ledgers of the versions before get theirs.
@Suite struct EventSchemaTests {
    let directory = try! TemporaryDirectory()

    @Test(arguments: [
        ("UPDATE events SET time_ms = 1", "an event never changes"),
        ("DELETE FROM events WHERE cursor = 1", "deleted only below the floor"),
        ("UPDATE event_floor SET floor = 99; DELETE FROM events", "the newest never"),
        ("INSERT INTO events (cursor, kind, time_ms, is_verified, facts) VALUES (1, 1, 1, 1, '{}')", "UNIQUE"),
        ("UPDATE event_floor SET floor = 0", "the floor only rises"),
        ("DELETE FROM event_floor", "never deleted"),
        ("UPDATE consumers SET cursor = cursor - 1", "never goes backwards"),
        ("UPDATE consumers SET cursor = 99", "acknowledges what there is"),
        ("INSERT INTO events (kind, time_ms, is_verified, facts) VALUES (9, 1, 1, '{}')", "kind_is_known"),
        ("INSERT INTO events (kind, time_ms, is_verified, facts) VALUES (1, 1, 1, '{')", "malformed JSON"),
        ("INSERT INTO events (kind, time_ms, is_verified, facts) VALUES (1, 1, 1, '')", "malformed JSON"),
        ("INSERT INTO events (kind, time_ms, is_verified, facts) VALUES (5, 1, 1, '{}')", "payout_or_facts"),
        ("UPDATE callbacks SET facts = '{}'", "never changes"),
        ("UPDATE callbacks SET state = 'TOLD'", "pending_has_a_next_look"),
    ])
    func theSchemaRefuses(sql: String, says: String) async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await aged(ledger)
        try await write(
            ledger, .acknowledge(ConsumerName(caller: "a", name: "c"), cursor: 3, at: at(1)),
            .receive(try callback(), at: at(1), lookUntil: at(9)))
        await ledger.close()
        let error = #expect(throws: DatabaseError.self) { try Onlooker(directory.ledger).run(sql) }
        #expect(error?.message?.contains(says) == true, "\(String(describing: error?.message))")
    }

    /// However an event without JSON is inserted, and whatever follows in the transaction, it is not there.
    @Test(arguments: ["", "OR FAIL", "OR ABORT", "OR IGNORE", "OR ROLLBACK", "OR REPLACE"])
    func noFactsThatAreNoJSONStay(conflict: String) async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await aged(ledger)
        await ledger.close()
        let onlooker = try Onlooker(directory.ledger)
        try onlooker.run("BEGIN")
        #expect(throws: DatabaseError.self) {
            try onlooker.run("INSERT \(conflict) INTO events (kind, time_ms, is_verified, facts) VALUES (1, 1, 1, '{')")
        }
        try? onlooker.run("COMMIT")
        #expect(try onlooker.number("SELECT count(*) FROM events") == 10)
    }

    /// SQLite's search for damage does not see that facts are JSON no more.
    @Test func factsThatWereChangedAreFound() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await aged(ledger)
        await ledger.close()
        let onlooker = try Onlooker(directory.ledger)
        let guardText = try #require(try onlooker.texts("SELECT sql FROM sqlite_schema WHERE name = 'event_is_not_changed'").first)
        try onlooker.run("DROP TRIGGER event_is_not_changed; UPDATE events SET facts = '{' WHERE cursor = 7; \(guardText);")
        let error = #expect(throws: LedgerOpeningError.self) { try SQLiteLedger(path: directory.ledger) }
        #expect(error?.reason == .damaged)
        #expect(error?.detail.contains("event 7") == true)
    }

    private static func insertion(_ name: String, body: String) -> String {
        """
        INSERT INTO payouts (partner_trx_id, caller, amount_rupiah, recipient_bank, created_at_ms, version, state, updated_at_ms,
          send_until_ms, attempts, attempts_unsent, attempts_refused, is_acknowledged, next_action_at_ms, polls, body)
        VALUES ('\(name)', 'payroll', 10000, '014', 1, 1, 'UNKNOWN', 1, 2, 1, 0, 0, 0, 1, 0, \(body));
        """
    }

    /// Makes a ledger of the version that `next` follows.
    private func makeLedger(before next: String, _ sql: String) throws {
        let version = try #require(LedgerSchema.migrations.firstIndex(of: next))
        let file = try LedgerFile(path: directory.ledger)
        let old = try DatabaseQueue(path: file.path)
        try old.inDatabase { database in
            for script in LedgerSchema.migrations.prefix(version) { try database.execute(sql: script) }
            try database.execute(
                sql: """
                    INSERT INTO meta (name, value) VALUES ('digest_key', randomblob(32));
                    \(Self.insertion("OLD", body: "x'7b7d'"))
                    INSERT INTO audit VALUES (1, '{}', x'\(Self.hashOfOneEntry)');
                    \(sql)
                    PRAGMA application_id = \(LedgerSchema.applicationID);
                    PRAGMA user_version = \(version);
                    PRAGMA journal_mode = WAL;
                    """)
        }
        try old.close()
        chmodToOwner(file.path)
    }

    /// A payout is never without an entry.
    private static let hashOfOneEntry = Array("{}".utf8).withUnsafeBytes { entry in
        ChainHead.start.following(entry).hash.withBytes { Hexadecimal.text($0) }
    }

    /// A ledger of version 2 gets its events from then on, and loses nothing.
    @Test func versionTwoIsMigrated() async throws {
        try makeLedger(before: LedgerSchema.version3, "")
        let ledger = try SQLiteLedger(path: directory.ledger, createsMissing: false)
        let payout = try #require(try await ledger.payout(named: "OLD"))
        #expect(try await ledger.eventBounds().newest == 0)
        try await ledger.commit(.update(payout.moved(to: .completed), from: payout.state))
        #expect(try await cursors(ledger) == [1])
        await ledger.close()
    }

    /// Events, places and pending callbacks of version 3 stay; what it deleted may have been anybody's.
    @Test func versionThreeIsMigrated() async throws {
        try makeLedger(
            before: LedgerSchema.version4,
            """
            INSERT INTO events (kind, time_ms, is_verified, identity, facts)
            VALUES (1, 1, 1, 'va:1', '{}'), (1, 2, 1, 'va:2', '{}'), (1, 3, 1, 'va:3', '{}');
            UPDATE event_floor SET floor = 3;
            DELETE FROM events WHERE cursor < 3;
            INSERT INTO consumers VALUES ('payroll', 'c', 3, 1);
            INSERT INTO callbacks (digest, kind, facts, state, times, times_open, received_at_ms, received_last_at_ms, looks,
              look_until_ms, next_look_at_ms)
            VALUES (zeroblob(32), 'va', '{"va_number":"1","amount":1,"success":true}', 'PENDING', 2, 2, 7000, 8000, 3, 9000, 8000);
            """)
        let ledger = try SQLiteLedger(path: directory.ledger, createsMissing: false)
        // The payout's own event was the first.
        #expect(try await ledger.eventBounds() == EventBounds(floor: 3, newest: 4))
        #expect(try await cursors(ledger) == [3, 4])
        for owner in ["payroll", nil] {
            #expect(try await ledger.newestDeletedEvent(EventFilter(kinds: [.payout], owner: owner)) == 2)
        }
        #expect(try await ledger.newestDeletedEvent(EventFilter(kinds: [.kyc], owner: "payroll")) == 2)
        #expect(try await ledger.newestDeletedEvent(EventFilter(kinds: [.payout], owner: "new")) == 0)
        #expect(try await ledger.consumer(ConsumerName(caller: "payroll", name: "c"))?.cursor == 3)
        #expect(try await ledger.paymentsSince() == at(7))
        let waiting = try #require(try await pending(ledger, by: at(8)).first)
        #expect((waiting.timesOpen, waiting.toldOpen, waiting.looks, waiting.lookUntil) == (2, 0, 3, at(9)))
        await ledger.close()
    }

    /// Payouts and events of version 4 stay as they are, and so does what is refused of new ones.
    @Test func versionFourIsMigrated() async throws {
        try makeLedger(
            before: LedgerSchema.version5,
            "INSERT INTO events (kind, time_ms, is_verified, identity, facts) VALUES (1, 1, 1, 'va:1', '{}');")
        let ledger = try SQLiteLedger(path: directory.ledger, createsMissing: false)
        let payout = try #require(try await ledger.payout(named: "OLD"))
        try await ledger.commit(.update(payout.moved(to: .completed), from: payout.state))
        try await write(ledger, .add([draft("va:1"), draft("va:2")], at: at(2)))
        #expect(try await cursors(ledger) == [1, 2, 3, 4])
        await ledger.close()
        let onlooker = try Onlooker(directory.ledger)
        #expect(try onlooker.texts("PRAGMA integrity_check") == ["ok"])
        #expect(throws: DatabaseError.self) {
            try onlooker.run("INSERT INTO events (kind, time_ms, is_verified, facts) VALUES (1, 1, 1, '{')")
        }
        let bodies = #expect(throws: DatabaseError.self) {
            try onlooker.run(Self.insertion("NEW", body: "x''"))
        }
        #expect(bodies?.message?.contains("body") == true)
    }

    /// A guard that was taken off is not put on again by a migration that nobody notices.
    @Test func noMigrationMendsAGuard() throws {
        try makeLedger(before: LedgerSchema.version5, "DROP TRIGGER audit_is_appended_to;")
        let error = #expect(throws: LedgerOpeningError.self) { try SQLiteLedger(path: directory.ledger, createsMissing: false) }
        #expect(error?.reason == .schemaChanged)
        #expect(try Onlooker(directory.ledger).number("PRAGMA user_version") == 4)
    }

    /// Where nothing was deleted, nobody has missed anything.
    @Test func versionThreeWithAllItsEventsIsMigrated() async throws {
        try makeLedger(before: LedgerSchema.version4, "")
        let ledger = try SQLiteLedger(path: directory.ledger, createsMissing: false)
        #expect(try await ledger.newestDeletedEvent(everything) == 0)
        #expect(try await cursors(ledger) == [1])
        #expect(try await ledger.paymentsSince() == nil)
        await ledger.close()
    }
}
