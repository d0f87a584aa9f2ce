import Gateway
import TestSupport
import Testing

@testable import Ledger

/// What is deleted when, and what outlives it.
@Suite struct RetentionTests {
    let directory = try! TemporaryDirectory()

    @Test func `old events are deleted by age`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await aged(ledger)
        try await purge(ledger, kept: 5, forConsumers: 0)
        #expect(try await cursors(ledger) == [5, 6, 7, 8, 9, 10])
        #expect(try await ledger.eventBounds() == EventBounds(floor: 5, newest: 10))
        await ledger.close()
    }

    @Test func `the newest is never deleted, so that cursors go on`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await aged(ledger)
        try await purge(ledger, kept: 999, forConsumers: 999)
        #expect(try await cursors(ledger) == [10])
        try await write(ledger, .add([draft("va:new")], at: at(1_000)))
        #expect(try await cursors(ledger) == [10, 11])
        await ledger.close()
    }

    @Test func `what a consumer waits for is kept, unless it is very old`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await aged(ledger)
        try await write(ledger, .acknowledge(ConsumerName(caller: "a", name: "c"), cursor: 3, at: at(10)))
        try await purge(ledger, kept: 9, forConsumers: 0)
        #expect(try await cursors(ledger) == [4, 5, 6, 7, 8, 9, 10])
        try await purge(ledger, kept: 9, forConsumers: 7)
        #expect(try await cursors(ledger) == [7, 8, 9, 10])
        await ledger.close()
    }

    @Test func `a consumer that is used no more holds nothing back, and is forgotten later`() async throws {
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

    @Test func `a new consumer begins at the floor`() async throws {
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

    @Test func `deleting goes in steps`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await aged(ledger)
        try await purge(ledger, kept: 9, forConsumers: 0, limit: 3)
        #expect(try await cursors(ledger).first == 4)
        try await purge(ledger, kept: 9, forConsumers: 0, limit: 3)
        #expect(try await cursors(ledger).first == 7)
        await ledger.close()
    }

    @Test func `what was deleted is known by whose it was`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.insert(.sample("A-1", createdAt: at(1))))
        try await ledger.commit(.insert(.sample("B-1", caller: "refunds", createdAt: at(2))))
        try await write(ledger, .add([draft("va:1"), draft("d:1", owner: "refunds", kind: .disbursement)], at: at(3)))
        try await write(ledger, .add([draft("k", kind: .kyc)], at: at(20)))
        func gone(_ kinds: Set<EventKind>, _ owner: String?) async throws -> Int64 {
            let filter = EventFilter(kinds: kinds, owner: owner)
            let gone = try await ledger.newestDeletedEvent(filter)
            #expect(try await ledger.events(filter, after: 0, limit: 1).gone == gone)
            return gone
        }
        #expect(try await gone(Set(EventKind.allCases), nil) == 0)
        try await purge(ledger, kept: 10, forConsumers: 0)
        #expect(try await cursors(ledger) == [5])
        #expect(try await gone([.payout], "payroll") == 1)
        #expect(try await gone([.payout], "refunds") == 2)
        #expect(try await gone([.payout], "other") == 0)
        #expect(try await gone([.payout, .disbursement], "refunds") == 4)
        #expect(try await gone([.payout, .disbursement], "payroll") == 1)
        #expect(try await gone([.payout, .disbursement], nil) == 4)
        #expect(try await gone([.virtualAccount, .payout], "payroll") == 3)
        #expect(try await gone([.kyc, .pfm], nil) == 0)
        await ledger.close()
    }

    @Test func `a payment is not told again when its event is gone, until that is forgotten, too`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await aged(ledger)
        try await purge(ledger, kept: 5, forConsumers: 0)
        #expect(try await ledger.knownIdentities(of: ["va:1", "va:7", "va:99"]) == ["va:1", "va:7"])
        try await write(ledger, .add([draft("va:1"), draft("va:7"), draft("va:11")], at: at(11)))
        #expect(try await cursors(ledger) == [5, 6, 7, 8, 9, 10, 11])
        try await purge(ledger, kept: 5, forConsumers: 0, remembered: 2)
        #expect(try await ledger.knownIdentities(of: ["va:1", "va:2"]) == ["va:2"])
        try await purge(ledger, kept: 5, forConsumers: 0, remembered: 9)
        #expect(try await ledger.knownIdentities(of: ["va:2", "va:4", "va:5"]) == ["va:5"], "an event that is there is known")
        await ledger.close()
    }
}
