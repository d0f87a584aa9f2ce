import Contract
import TestSupport
import Testing

@testable import Gateway

/// Rule 3: "not found" is believed only once the settling time has really passed, whatever the wall clock says.
@Suite(.timeLimit(.minutes(1))) struct SettlingTests {
    /// The wall clock says that three minutes have passed, and OY! does not find what is still on its way. It is asked again, and
    /// nothing is sent before the settling time has really passed.
    @Test func rule3AClockThatIsSetForwardSettlesNothing() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            await fixture.skip(.seconds(100))
            async let answer = fixture.remit()
            await fixture.upstream.next().end(.unknown(AttemptFailure(.connectionClosed)))
            try await fixture.ledger.until("pay-1") { $0.version == 2 }
            fixture.clock.setForward(by: .seconds(180))
            for _ in 0..<3 {
                await fixture.skip(.seconds(15))
                let question = await fixture.upstream.next()
                #expect(question.request.target == "/api/remit-status")
                let version = fixture.ledger["pay-1"]?.version ?? 0
                question.answer("204")
                try await fixture.ledger.until("pay-1") { $0.version == version + 1 }
            }
            #expect(fixture.ledger["pay-1"]?.attempts == 1)
            await fixture.skip(.seconds(60))
            await fixture.upstream.next().answer("204")
            let again = await fixture.upstream.next()
            #expect(again.request.target == "/api/remit")
            again.answer("101 OY-1")
            _ = try await answer
        }
    }

    /// What settles meanwhile had not when OY! was asked, and its answer says nothing of that time.
    @Test func rule3WhatSettlesDuringTheQuestionHadNotSettled() async throws {
        let fixture = PayoutFixture()
        let payout = Payout.stored(.unknown, named: "pay-1")
        fixture.ledger["pay-1"] = payout
        fixture.clock.setForward(by: .seconds(300))
        try await fixture.open { () async throws in
            let question = await fixture.upstream.next()
            fixture.clock.advance(by: .seconds(61))
            question.answer("204")
            try await fixture.ledger.until("pay-1") { $0.version == payout.version + 1 }
            try #require(fixture.ledger["pay-1"]?.attempts == payout.attempts, "sent again")
        }
    }

    /// The clock is behind as a payout is sent, and right again before the resolver looks. Where the attempt's end can't be written down, it
    /// stands on disk as long ago; "not found" is believed only once it has settled by the other clock.
    @Test func rule3AClockThatWasBehindWhileSendingSettlesNothing() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            await fixture.skip(.seconds(100))
            await fixture.clock.untilTheResolverRests()
            fixture.clock.setBack(by: .seconds(180))
            try await loseAnAttempt(at: fixture) { fixture.clock.setForward(by: .seconds(180)) }
            try await expectSentAgain(notAfter: .seconds(58), butThen: .seconds(5), at: fixture)
        }
    }

    /// The clock is set forward while a payout is sent, and the resolver sees that. What stands on disk of the attempt is by the clock as it
    /// was; "not found" is believed once it has settled since the attempt's end.
    @Test func rule3AClockThatIsSetForwardWhileSendingSettlesNothing() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            await fixture.skip(.seconds(100))
            try await loseAnAttempt(at: fixture) {
                fixture.clock.setForward(by: .seconds(180))
                await fixture.tick()
                await fixture.skip(.seconds(25))
                await fixture.clock.untilTheResolverRests()
            }
            try await expectSentAgain(notAfter: .seconds(37), butThen: .seconds(25), at: fixture)
        }
    }

    /// What passed before the gateway began, only the wall clock says.
    @Test func rule3ARestartSettlesNothing() async throws {
        let fixture = PayoutFixture()
        fixture.ledger["pay-1"] = Payout.stored(.unknown, named: "pay-1")
        fixture.clock.setForward(by: .seconds(300))
        try await fixture.open { () async throws in
            await fixture.upstream.next().answer("204")
            try await fixture.ledger.until("pay-1") { $0.notFoundSince != nil }
            try #require(await fixture.refusal { try await fixture.decide(.resend) } == .notSettled(until: second(360)))
            #expect(await fixture.refusal { try await fixture.decide(.notPaid) } == .notSettled(until: second(360)))
            #expect(fixture.ledger["pay-1"]?.attempts == 1)
        }
    }

    /// The resolver looks at the clock all the time, so that a step long ago holds nothing up.
    @Test func aClockThatWasSetForwardLongAgoHoldsNothingUp() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            await fixture.clock.untilTheResolverRests()
            fixture.clock.setForward(by: .seconds(180))
            await fixture.tick()
            await fixture.clock.untilTheResolverRests()
            var payout = Payout.stored(.unknown, named: "pay-1")
            payout.nextActionAt = fixture.clock.wallNow.advanced(by: .seconds(99))
            let version = payout.version
            fixture.ledger["pay-1"] = payout
            await fixture.skip(.seconds(99))
            await fixture.upstream.next().answer("204")
            try await fixture.ledger.until("pay-1") { $0.version == version + 1 }
            try #require(fixture.ledger["pay-1"]?.attempts == payout.attempts + 1, "not sent again")
            await fixture.upstream.next().answer("101 OY-1")
        }
    }

    /// One is sent while `body` runs; how it ends nobody hears, nor can it be written down. OY! is left alone from then on.
    private func loseAnAttempt(at fixture: PayoutFixture, while body: @Sendable () async throws -> Void) async throws {
        async let _ = fixture.remit(within: 300)
        let attempt = await fixture.upstream.next()
        fixture.gate.isOpen = false
        try await body()
        fixture.ledger.state.update { $0.isReadOnly = true }
        attempt.end(.unknown(AttemptFailure(.connectionClosed)))
        try await fixture.observer.failures.wait(for: "a failure of the ledger") { !$0.isEmpty }
        fixture.ledger.state.update { $0.isReadOnly = false }
    }

    /// OY! does not find it, twice.
    private func expectSentAgain(notAfter early: Duration, butThen late: Duration, at fixture: PayoutFixture) async throws {
        await fixture.clock.untilTheResolverRests()
        fixture.gate.isOpen = true
        fixture.clock.advance(by: early)
        let version = try #require(fixture.ledger["pay-1"]).version
        await fixture.upstream.next().answer("204")
        try await fixture.ledger.until("pay-1") { $0.version == version + 1 }
        try #require(fixture.ledger["pay-1"]?.attempts == 1, "sent again before it had settled")
        await fixture.skip(late)
        await fixture.upstream.next().answer("204")
        try await fixture.ledger.until("pay-1") { $0.version == version + 2 }
        try #require(fixture.ledger["pay-1"]?.attempts == 2, "not sent again")
        await fixture.upstream.next().answer("101 OY-1")
    }
}
