import TestSupport
import Testing

@testable import Gateway

/// Events are deleted by a clock that can be believed.
@Suite struct EventRetentionTests {
    @Test("Nothing is deleted before the clock has gone steadily for half an hour, since the start and since each step forward")
    func deleting() async throws {
        let room = try CallbackRoom([])
        func purges() async throws -> Int {
            try await room.retention.purgeOnce()
            return room.ledger.state.value.events.purges.count
        }
        #expect(try await purges() == 0)
        room.clock.advance(by: .seconds(1_799))
        #expect(try await purges() == 0)
        room.clock.advance(by: .seconds(1))
        #expect(try await purges() == 1)
        room.clock.setForward(by: .seconds(400 * 86_400))
        #expect(try await purges() == 1)
        room.clock.advance(by: .seconds(600))
        room.clock.setBack(by: .seconds(400 * 86_400))
        room.clock.advance(by: .seconds(1_200))
        #expect(try await purges() == 2)
        let kept = room.ledger.state.value.events.purges.map(\.keptForConsumersSince)
        #expect(kept.allSatisfy { $0 <= room.clock.wallNow.advanced(by: .zero - EventSettings().lagLimit) }, "by a clock that was right")
    }

    @Test("Deleting goes on until nothing that is old is left, a bounded number at a time")
    func inSteps() async throws {
        let room = try CallbackRoom([])
        let old = room.clock.wallNow.advanced(by: .seconds(-1_000 * 86_400))
        let (events, accounts) = (2 * EventLimits.purgeBatch + 500, 4 * EventLimits.purgeBatch + 500)
        let known = (0..<accounts).map { KnownAccount(number: "100", id: "va-\($0)", partnerUserID: "") }
        room.ledger.state.update { state in
            for _ in 0...events { state.events.add(EventDraft(kind: .kyc, identity: nil, isVerified: true, facts: "{}"), old) }
            state.events.accounts = Set(known)
        }
        room.clock.advance(by: EventLimits.purgeAfter)
        try await room.retention.purgeOnce()
        #expect(room.told.map(\.cursor) == [Int64(events + 1)], "the newest stays")
        #expect(room.ledger.state.value.events.accounts.isEmpty)
        #expect(room.ledger.state.value.events.purges.map(\.limit) == Array(repeating: EventLimits.purgeBatch, count: 5))
    }

    @Test("A step that only a callback's look at the clock saw keeps what is old as well: both have one clock")
    func stepThatACallbackSaw() async throws {
        let room = try CallbackRoom([])
        room.clock.advance(by: .seconds(1_800))
        room.clock.setBack(by: .seconds(3_600))
        try await room.receive(.kyc, #"{"status":{"code":"000"}}"#)
        room.clock.setForward(by: .seconds(3_600))
        try await room.retention.purgeOnce()
        #expect(room.ledger.state.value.events.purges.isEmpty)
        room.clock.advance(by: .seconds(1_800))
        try await room.retention.purgeOnce()
        #expect(room.ledger.state.value.events.purges.count == 1)
    }
}
