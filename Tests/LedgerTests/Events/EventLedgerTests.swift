import GRDB
import Gateway
import Testing

@testable import Ledger

@Suite struct EventLedgerTests {
    let directory = try! TemporaryDirectory()

    private func at(_ seconds: Int64) -> WallTime { WallTime(milliseconds: seconds * 1_000) }

    private func draft(_ identity: String?, owner: String? = nil, kind: EventKind = .virtualAccount) -> EventDraft {
        EventDraft(kind: kind, identity: identity, owner: owner, isVerified: true, facts: #"{"amount":1}"#)
    }

    private func write(_ ledger: SQLiteLedger, _ writes: EventWrite...) async throws {
        try await ledger.commit(LedgerChange(entries: [], events: writes))
    }

    private let everything = EventFilter(kinds: Set(EventKind.allCases), owner: nil)

    private func cursors(_ ledger: SQLiteLedger, _ filter: EventFilter? = nil, after: Int64 = 0, limit: Int = 100) async throws -> [Int64] {
        try await ledger.events(filter ?? everything, after: after, limit: limit).events.map(\.cursor)
    }

    /// The event of a change is written in its transaction, and only for a change of state.
    @Test func aPayoutTellsOfEachStateOnce() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let payout = Payout.sample("A-1")
        try await ledger.commit(.insert(payout))
        let unknown = payout.moved(to: .unknown)
        try await ledger.commit(.update(unknown))
        try await ledger.commit(.update(unknown.moved(to: .unknown)))
        var completed = unknown.moved(to: .unknown).moved(to: .completed)
        completed.trxID = "oy-1"
        completed.oyCode = "000"
        try await ledger.commit(.update(completed))
        await #expect(throws: LedgerError.self) { try await ledger.commit(.insert(payout)) }

        let steps = try await ledger.events(everything, after: 0, limit: 10).events.compactMap { event -> PayoutStep? in
            if case .payout(let step) = event.content { step } else { nil }
        }
        #expect(steps.map(\.from) == [nil, .recorded, .unknown])
        #expect(steps.map(\.to) == [.recorded, .unknown, .completed])
        #expect(steps.map(\.caller) == ["payroll", "payroll", "payroll"])
        #expect(steps.last?.trxID == "oy-1")
        #expect(steps.last?.amountRupiah == 10_000)
        await ledger.close()
    }

    @Test func aChangeThatIsRefusedTellsNothing() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        await #expect(throws: LedgerError.self) { try await ledger.commit(.update(Payout.sample("A-1").moved(to: .unknown))) }
        #expect(try await ledger.eventBounds() == EventBounds(floor: 1, newest: 0))
        await ledger.close()
    }

    @Test func oneIdentityIsOneEvent() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await write(ledger, .add([draft("va:1"), draft("va:1"), draft("va:2"), draft(nil), draft(nil)], at: at(1)))
        #expect(try await cursors(ledger) == [1, 2, 3, 4])
        #expect(try await ledger.knownIdentities(of: ["va:1", "va:2", "va:3"]) == ["va:1", "va:2"])
        await ledger.close()
    }

    @Test func filters() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.insert(.sample("A-1")))
        try await ledger.commit(.insert(.sample("B-1", caller: "refunds")))
        try await write(
            ledger, .add([draft("va:1"), draft("d:1", owner: "refunds", kind: .disbursement), draft("d:2", kind: .disbursement)], at: at(1)))
        let all = Set(EventKind.allCases)
        #expect(try await cursors(ledger) == [1, 2, 3, 4, 5])
        #expect(try await cursors(ledger, EventFilter(kinds: all, owner: "payroll")) == [1, 3])
        #expect(try await cursors(ledger, EventFilter(kinds: all, owner: "refunds")) == [2, 3, 4])
        #expect(try await cursors(ledger, EventFilter(kinds: [.payout], owner: "refunds")) == [2])
        #expect(try await cursors(ledger, after: 3) == [4, 5])
        #expect(try await cursors(ledger, limit: 2) == [1, 2])
        await ledger.close()
    }

    /// A page that finds nothing says how far it has looked.
    @Test func aPageLooksAtABoundedSpan() async throws {
        var limits = LedgerLimits()
        limits.eventSpan = 10
        let ledger = try SQLiteLedger(path: directory.ledger, limits: limits)
        try await write(ledger, .add((1...25).map { draft("va:\($0)") }, at: at(1)))
        let filter = EventFilter(kinds: [.kyc], owner: nil)
        var position: Int64 = 0
        var positions: [Int64] = []
        while position < 25 {
            position = try await ledger.events(filter, after: position, limit: 5).position
            positions.append(position)
        }
        #expect(positions == [10, 20, 25])
        #expect(try await ledger.events(everything, after: 0, limit: 5).position == 5)
        #expect(try await ledger.events(everything, after: 25, limit: 5) == EventPage(events: [], position: 25))
        await ledger.close()
    }

    @Test func consumers() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let (one, other) = (ConsumerName(caller: "a", name: "c"), ConsumerName(caller: "b", name: "c"))
        try await write(ledger, .add([draft("1"), draft("2"), draft("3")], at: at(1)), .register(one, at: at(1)))
        #expect(try await ledger.consumer(one)?.cursor == 0)
        try await write(ledger, .acknowledge(one, cursor: 2, at: at(2)))
        try await write(ledger, .acknowledge(one, cursor: 1, at: at(3)))
        #expect(try await ledger.consumer(one) == Consumer(name: one, cursor: 2, seenAt: at(3)), "never backwards")
        try await write(ledger, .acknowledge(other, cursor: 99, at: at(3)))
        #expect(try await ledger.consumer(other)?.cursor == 3, "never past what there is")
        #expect(try await ledger.lags().map(\.events) == [1, 0])
        await ledger.close()
        let reopened = try SQLiteLedger(path: directory.ledger)
        #expect(try await reopened.consumer(one)?.cursor == 2)
        await reopened.close()
    }

    // MARK: Callbacks

    private func callback(_ body: String = #"{"va_number":"1","amount":1,"success":true}"#) throws -> ReceivedCallback {
        try ReceivedCallback(.virtualAccount, body: Array(body.utf8))
    }

    private func pending(_ ledger: SQLiteLedger, by time: WallTime) async throws -> [PendingCallback] {
        try await ledger.pendingCallbacks(dueBy: time, limit: 10)
    }

    @Test func aCallbackWaitsAcrossARestart() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await write(ledger, .receive(try callback(), at: at(1), lookUntil: at(100)))
        await ledger.close()
        let reopened = try SQLiteLedger(path: directory.ledger)
        let found = try await pending(reopened, by: at(1))
        #expect(found.map(\.lookUntil) == [at(100)])
        try await write(reopened, .postpone(try #require(found.first), until: at(5)))
        #expect(try await pending(reopened, by: at(4)).isEmpty)
        #expect(try await pending(reopened, by: at(5)).map(\.looks) == [1])
        await reopened.close()
    }

    /// What came in while a look-up was under way is not settled with it.
    @Test func aRepetitionDuringALookUpIsLookedUpItself() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await write(ledger, .receive(try callback(), at: at(1), lookUntil: at(100)))
        let old = try #require(try await pending(ledger, by: at(1)).first)
        try await write(ledger, .receive(try callback(), at: at(2), lookUntil: at(200)))
        try await write(ledger, .conclude(old, as: .told, telling: [draft("va:1")], at: at(3)))
        let still = try #require(try await pending(ledger, by: at(3)).first)
        #expect(still.timesOpen == 2)
        #expect(still.lookUntil == at(100), "a repetition does not prolong patience")
        try await write(ledger, .conclude(still, as: .repeated, telling: [], at: at(4)))
        #expect(try await pending(ledger, by: at(1_000)).isEmpty)
        #expect(try await cursors(ledger) == [1])
        // Later it is looked up anew.
        try await write(ledger, .receive(try callback(), at: at(300), lookUntil: at(400)))
        let again = try #require(try await pending(ledger, by: at(300)).first)
        #expect((again.times, again.timesOpen, again.looks) == (3, 1, 0))
        #expect((again.receivedAt, again.lookUntil) == (at(300), at(400)))
        await ledger.close()
    }

    /// A lie that is repeated faster than it is looked up is found out each time its patience is over, and what came
    /// meanwhile, which may be true, is looked for as long again.
    @Test func aLieThatIsRepeatedDuringItsLookUp() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await write(ledger, .receive(try callback(), at: at(1), lookUntil: at(101)))
        let first = try #require(try await pending(ledger, by: at(1)).first)
        try await write(ledger, .receive(try callback(), at: at(90), lookUntil: at(190)))
        try await write(ledger, .postpone(first, until: at(101)))
        let second = try #require(try await pending(ledger, by: at(101)).first)
        #expect(second.looks == 1, "a look counts, whatever came meanwhile")
        try await write(ledger, .receive(try callback(), at: at(102), lookUntil: at(202)))
        try await write(ledger, .conclude(second, as: .contradicted, telling: [], at: at(103)))
        let anew = try #require(try await pending(ledger, by: at(1_000)).first)
        #expect((anew.times, anew.timesOpen, anew.looks) == (3, 1, 0))
        #expect((anew.receivedAt, anew.lookUntil) == (at(102), at(202)))
        try await write(ledger, .conclude(anew, as: .contradicted, telling: [], at: at(203)))
        #expect(try await pending(ledger, by: at(1_000)).isEmpty)
        await ledger.close()
    }

    @Test(arguments: CallbackConclusion.allCases)
    func everyConclusionIsKept(conclusion: CallbackConclusion) async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await write(ledger, .receive(try callback(), at: at(1), lookUntil: at(9)))
        try await write(ledger, .conclude(try #require(try await pending(ledger, by: at(1)).first), as: conclusion, telling: [], at: at(2)))
        #expect(try await ledger.hasConcludedCallbacks(receivedBefore: at(2)))
        #expect(try await !ledger.hasConcludedCallbacks(receivedBefore: at(1)))
        try await purge(ledger, kept: 2, forConsumers: 0)
        #expect(try await !ledger.hasConcludedCallbacks(receivedBefore: at(2)))
        await ledger.close()
    }

    @Test func aVerdictIsToldOnceWithinAWhile() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let verdict = try ReceivedCallback(.kyc, body: Array(#"{"status":{"code":"000"}}"#.utf8))
        for second: Int64 in [1, 60, 100, 101, 250] {
            try await write(ledger, .tell(verdict, at: at(second), repeatsSince: at(second - 100)))
        }
        #expect(try await ledger.events(everything, after: 0, limit: 9).events.map(\.time) == [at(1), at(250)])
        await ledger.close()
    }

    // MARK: Retention

    private func purge(
        _ ledger: SQLiteLedger, kept: Int64, forConsumers: Int64, consumers: Int64 = 0, limit: Int = 100
    ) async throws {
        let purge = EventPurge(
            keptSince: at(kept), keptForConsumersSince: at(forConsumers), consumersSeenSince: at(consumers), limit: limit)
        try await write(ledger, .purge(purge))
    }

    private func aged(_ ledger: SQLiteLedger) async throws {
        for second: Int64 in 1...10 { try await write(ledger, .add([draft("va:\(second)")], at: at(second))) }
    }

    @Test func oldEventsAreDeletedByAge() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await aged(ledger)
        try await purge(ledger, kept: 5, forConsumers: 0)
        #expect(try await cursors(ledger) == [5, 6, 7, 8, 9, 10])
        #expect(try await ledger.eventBounds() == EventBounds(floor: 5, newest: 10))
        await ledger.close()
    }

    @Test func theNewestIsNeverDeletedSoThatCursorsGoOn() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await aged(ledger)
        try await purge(ledger, kept: 999, forConsumers: 999)
        #expect(try await cursors(ledger) == [10])
        try await write(ledger, .add([draft("va:new")], at: at(1_000)))
        #expect(try await cursors(ledger) == [10, 11])
        await ledger.close()
    }

    @Test func whatAConsumerWaitsForIsKeptUnlessItIsVeryOld() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await aged(ledger)
        try await write(ledger, .acknowledge(ConsumerName(caller: "a", name: "c"), cursor: 3, at: at(10)))
        try await purge(ledger, kept: 9, forConsumers: 0)
        #expect(try await cursors(ledger) == [4, 5, 6, 7, 8, 9, 10])
        try await purge(ledger, kept: 9, forConsumers: 7)
        #expect(try await cursors(ledger) == [7, 8, 9, 10])
        await ledger.close()
    }

    @Test func aConsumerThatIsUsedNoMoreHoldsNothingBackAndIsForgottenLater() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let name = ConsumerName(caller: "a", name: "c")
        for second: Int64 in 11...15 { try await write(ledger, .add([draft("va:\(second)")], at: at(second))) }
        try await write(ledger, .acknowledge(name, cursor: 1, at: at(10)))
        try await purge(ledger, kept: 14, forConsumers: 10)
        #expect(try await cursors(ledger) == [2, 3, 4, 5])
        try await purge(ledger, kept: 14, forConsumers: 11, consumers: 10)
        #expect(try await cursors(ledger) == [4, 5])
        #expect(try await ledger.consumer(name)?.cursor == 1, "it is to hear what it missed")
        try await purge(ledger, kept: 14, forConsumers: 11, consumers: 11)
        #expect(try await ledger.consumer(name) == nil)
        await ledger.close()
    }

    @Test func aNewConsumerBeginsAtTheFloor() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let (watching, acknowledging) = (ConsumerName(caller: "a", name: "c"), ConsumerName(caller: "b", name: "c"))
        try await aged(ledger)
        try await purge(ledger, kept: 5, forConsumers: 0)
        try await write(ledger, .register(watching, at: at(1)), .acknowledge(acknowledging, cursor: 2, at: at(1)))
        #expect(try await ledger.consumer(watching)?.cursor == 4)
        #expect(try await ledger.consumer(acknowledging)?.cursor == 2, "it missed something, and will hear of it")
        let page = try await ledger.events(everything, after: 2, limit: 1)
        #expect((page.floor, page.events.map(\.cursor)) == (5, [5]))
        await ledger.close()
    }

    @Test func deletingGoesInSteps() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await aged(ledger)
        try await purge(ledger, kept: 9, forConsumers: 0, limit: 3)
        #expect(try await cursors(ledger).first == 4)
        try await purge(ledger, kept: 9, forConsumers: 0, limit: 3)
        #expect(try await cursors(ledger).first == 7)
        await ledger.close()
    }

    // MARK: The schema

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
        ("INSERT INTO events (kind, time_ms, is_verified, facts) VALUES (1, 1, 1, '{')", "facts_are_json"),
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

    /// A ledger of the version before gets its events from then on, and loses nothing.
    @Test func theVersionBeforeIsMigrated() async throws {
        let before = try #require(LedgerSchema.migrations.firstIndex(of: LedgerSchema.version2))
        let file = try LedgerFile(path: directory.ledger)
        let old = try DatabaseQueue(path: file.path)
        try old.inDatabase { database in
            for script in LedgerSchema.migrations.prefix(before) { try database.execute(sql: script) }
            try database.execute(
                sql: """
                    INSERT INTO meta (name, value) VALUES ('digest_key', randomblob(32));
                    INSERT INTO payouts (partner_trx_id, caller, amount_rupiah, recipient_bank, created_at_ms, version, state,
                      updated_at_ms, send_until_ms, attempts, attempts_unsent, attempts_refused, is_acknowledged,
                      next_action_at_ms, polls, body)
                    VALUES ('OLD', 'payroll', 10000, '014', 1, 1, 'UNKNOWN', 1, 2, 1, 0, 0, 0, 1, 0, x'7b7d');
                    PRAGMA application_id = \(LedgerSchema.applicationID);
                    PRAGMA user_version = \(before);
                    PRAGMA journal_mode = WAL;
                    """)
        }
        try old.close()
        chmodToOwner(file.path)

        let ledger = try SQLiteLedger(path: directory.ledger, createsMissing: false)
        let payout = try #require(try await ledger.payout(named: "OLD"))
        #expect(try await ledger.eventBounds().newest == 0)
        try await ledger.commit(.update(payout.moved(to: .completed)))
        #expect(try await cursors(ledger) == [1])
        await ledger.close()
    }
}
