import GRDB
import Gateway
import TestSupport
import Testing

@testable import Ledger

@Suite struct EventLedgerTests {
    let directory = try! TemporaryDirectory()

    /// The event of a change is written in its transaction, and only for a change of state.
    @Test func aPayoutTellsOfEachStateOnce() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let payout = Payout.sample("A-1")
        try await ledger.commit(.insert(payout))
        let unknown = payout.moved(to: .unknown)
        try await ledger.commit(.update(unknown, from: .recorded))
        try await ledger.commit(.update(unknown.moved(to: .unknown), from: .unknown))
        var completed = unknown.moved(to: .unknown).moved(to: .completed)
        completed.trxID = "oy-1"
        completed.oyCode = "000"
        try await ledger.commit(.update(completed, from: .unknown))
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
        await #expect(throws: LedgerError.self) {
            try await ledger.commit(.update(Payout.sample("A-1").moved(to: .unknown), from: .recorded))
        }
        #expect(try await ledger.eventBounds() == EventBounds(floor: 1, newest: 0))
        await ledger.close()
    }

    /// Facts that are no JSON are a refusal of that change alone, not an outage.
    @Test(arguments: ["{", "", "{} x"])
    func factsThatAreNoJSONAreRefused(facts: String) async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        var bad = draft("va:1")
        bad.facts = facts
        await #expect(throws: LedgerError.self) { try await write(ledger, .add([draft("va:0"), bad], at: at(1))) }
        #expect(ledger.statistics.isAvailable)
        try await write(ledger, .add([draft("va:2")], at: at(1)))
        #expect(try await ledger.knownIdentities(of: ["va:0", "va:1", "va:2"]) == ["va:2"])
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

    /// Attack: thousands come at once, before the first of them is on disk.
    @Test func aCallerHasSoManyConsumersHoweverTheyCome() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let names = (0..<200).map { ConsumerName(caller: "a", name: "c\($0)") }
        try await write(ledger, .add([draft("1"), draft("2")], at: at(1)))
        let writes = names.enumerated().map { number, name -> EventWrite in
            number.isMultiple(of: 2) ? .register(name, at: at(1)) : .acknowledge(name, cursor: 1, at: at(1))
        }
        try await ledger.commit(LedgerChange(entries: [], events: writes))
        #expect(try await ledger.consumers().map(\.name.caller) == Array(repeating: "a", count: EventLimits.consumersPerCaller))
        let other = ConsumerName(caller: "b", name: "c")
        try await write(ledger, .acknowledge(names[1], cursor: 2, at: at(2)), .register(other, at: at(2)))
        #expect(try await ledger.consumer(names[1])?.cursor == 2, "who is in stays in")
        #expect(try await ledger.consumer(other) != nil, "others have their own")
        #expect(try await ledger.consumer(names[150]) == nil)
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
}
