import TestSupport
import Testing

@testable import Gateway

/// Events are deleted by a clock that can be believed.
@Suite struct EventRetentionTests {
    @Test("Nothing is deleted before the clock has gone steadily for half an hour, since the start and since each step forward")
    func deleting() async throws {
        let fixture = try CallbackFixture([])
        func purges() async throws -> Int {
            try await fixture.retention.purgeOnce()
            return fixture.ledger.state.value.events.purges.count
        }
        #expect(try await purges() == 0)
        fixture.clock.advance(by: .seconds(1_799))
        #expect(try await purges() == 0)
        fixture.clock.advance(by: .seconds(1))
        #expect(try await purges() == 1)
        fixture.clock.setForward(by: .seconds(400 * 86_400))
        #expect(try await purges() == 1)
        fixture.clock.advance(by: .seconds(600))
        fixture.clock.setBack(by: .seconds(400 * 86_400))
        fixture.clock.advance(by: .seconds(1_200))
        #expect(try await purges() == 2)
        let kept = fixture.ledger.state.value.events.purges.map(\.keptForConsumersSince)
        #expect(kept.allSatisfy { $0 <= fixture.clock.wallNow.advanced(by: .zero - EventSettings().lagLimit) }, "by a clock that was right")
    }

    @Test("Deleting goes on until nothing that is old is left, a bounded number at a time")
    func inSteps() async throws {
        let fixture = try CallbackFixture([])
        let old = fixture.clock.wallNow.advanced(by: .seconds(-1_000 * 86_400))
        let (events, accounts) = (2 * EventLimits.purgeBatch + 500, 4 * EventLimits.purgeBatch + 500)
        let known = (0..<accounts).map { KnownAccount(number: "100", id: "va-\($0)", partnerUserID: "") }
        fixture.ledger.state.update { state in
            for _ in 0...events { state.events.add(EventDraft(kind: .kyc, identity: nil, isVerified: true, facts: "{}"), old) }
            state.events.accounts = Set(known)
        }
        fixture.clock.advance(by: EventLimits.purgeAfter)
        try await fixture.retention.purgeOnce()
        #expect(fixture.told.map(\.cursor) == [Int64(events + 1)], "the newest stays")
        #expect(fixture.ledger.state.value.events.accounts.isEmpty)
        #expect(fixture.ledger.state.value.events.purges.map(\.limit) == Array(repeating: EventLimits.purgeBatch, count: 5))
    }

    @Test("A step that only a callback's look at the clock saw keeps what is old as well: both have one clock")
    func stepThatACallbackSaw() async throws {
        let fixture = try CallbackFixture([])
        fixture.clock.advance(by: .seconds(1_800))
        fixture.clock.setBack(by: .seconds(3_600))
        try await fixture.receive(.kyc, #"{"status":{"code":"000"}}"#)
        fixture.clock.setForward(by: .seconds(3_600))
        try await fixture.retention.purgeOnce()
        #expect(fixture.ledger.state.value.events.purges.isEmpty)
        fixture.clock.advance(by: .seconds(1_800))
        try await fixture.retention.purgeOnce()
        #expect(fixture.ledger.state.value.events.purges.count == 1)
    }
}
