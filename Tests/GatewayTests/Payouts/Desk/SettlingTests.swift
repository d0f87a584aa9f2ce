import Contract
import TestSupport
import Testing

@testable import Gateway

/// Rule 3: "not found" is believed only once the settling time has really passed, whatever the wall clock says.
@Suite(.timeLimit(.minutes(1))) struct SettlingTests {
    /// The wall clock says that three minutes have passed, and OY! does not find what is still on its way. It is asked again, and
    /// nothing is sent before the settling time has really passed.
    @Test func rule3AClockThatIsSetForwardSettlesNothing() async throws {
        let office = Office()
        try await office.open { () async throws in
            await office.skip(.seconds(100))
            async let answer = office.remit()
            await office.upstream.next().end(.unknown(AttemptFailure(.connectionClosed)))
            try await office.ledger.until("pay-1") { $0.version == 2 }
            office.clock.setForward(by: .seconds(180))
            for _ in 0..<3 {
                await office.skip(.seconds(15))
                let question = await office.upstream.next()
                #expect(question.request.target == "/api/remit-status")
                let version = office.ledger["pay-1"]?.version ?? 0
                question.answer("204")
                try await office.ledger.until("pay-1") { $0.version == version + 1 }
            }
            #expect(office.ledger["pay-1"]?.attempts == 1)
            await office.skip(.seconds(60))
            await office.upstream.next().answer("204")
            let again = await office.upstream.next()
            #expect(again.request.target == "/api/remit")
            again.answer("101 OY-1")
            _ = try await answer
        }
    }

    /// What settles meanwhile had not when OY! was asked, and its answer says nothing of that time.
    @Test func rule3WhatSettlesDuringTheQuestionHadNotSettled() async throws {
        let office = Office()
        let payout = Payout.stored(.unknown, named: "pay-1")
        office.ledger["pay-1"] = payout
        office.clock.setForward(by: .seconds(300))
        try await office.open { () async throws in
            let question = await office.upstream.next()
            office.clock.advance(by: .seconds(61))
            question.answer("204")
            try await office.ledger.until("pay-1") { $0.version == payout.version + 1 }
            try #require(office.ledger["pay-1"]?.attempts == payout.attempts, "sent again")
        }
    }

    /// The clock is behind as a payout is sent, and right again before the resolver looks. Where the attempt's end can't be written down, it
    /// stands on disk as long ago; "not found" is believed only once it has settled by the other clock.
    @Test func rule3AClockThatWasBehindWhileSendingSettlesNothing() async throws {
        let office = Office()
        try await office.open { () async throws in
            await office.skip(.seconds(100))
            await office.clock.untilTheResolverRests()
            office.clock.setBack(by: .seconds(180))
            try await loseAnAttempt(at: office) { office.clock.setForward(by: .seconds(180)) }
            try await expectSentAgain(notAfter: .seconds(58), butThen: .seconds(5), at: office)
        }
    }

    /// The clock is set forward while a payout is sent, and the resolver sees that. What stands on disk of the attempt is by the clock as it
    /// was; "not found" is believed once it has settled since the attempt's end.
    @Test func rule3AClockThatIsSetForwardWhileSendingSettlesNothing() async throws {
        let office = Office()
        try await office.open { () async throws in
            await office.skip(.seconds(100))
            try await loseAnAttempt(at: office) {
                office.clock.setForward(by: .seconds(180))
                await office.tick()
                await office.skip(.seconds(25))
                await office.clock.untilTheResolverRests()
            }
            try await expectSentAgain(notAfter: .seconds(37), butThen: .seconds(25), at: office)
        }
    }

    /// What passed before the gateway began, only the wall clock says.
    @Test func rule3ARestartSettlesNothing() async throws {
        let office = Office()
        office.ledger["pay-1"] = Payout.stored(.unknown, named: "pay-1")
        office.clock.setForward(by: .seconds(300))
        try await office.open { () async throws in
            await office.upstream.next().answer("204")
            try await office.ledger.until("pay-1") { $0.notFoundSince != nil }
            try #require(await office.refusal { try await office.decide(.resend) } == .notSettled(until: second(360)))
            #expect(await office.refusal { try await office.decide(.notPaid) } == .notSettled(until: second(360)))
            #expect(office.ledger["pay-1"]?.attempts == 1)
        }
    }

    /// The resolver looks at the clock all the time, so that a step long ago holds nothing up.
    @Test func aClockThatWasSetForwardLongAgoHoldsNothingUp() async throws {
        let office = Office()
        try await office.open { () async throws in
            await office.clock.untilTheResolverRests()
            office.clock.setForward(by: .seconds(180))
            await office.tick()
            await office.clock.untilTheResolverRests()
            var payout = Payout.stored(.unknown, named: "pay-1")
            payout.nextActionAt = office.clock.wallNow.advanced(by: .seconds(99))
            let version = payout.version
            office.ledger["pay-1"] = payout
            await office.skip(.seconds(99))
            await office.upstream.next().answer("204")
            try await office.ledger.until("pay-1") { $0.version == version + 1 }
            try #require(office.ledger["pay-1"]?.attempts == payout.attempts + 1, "not sent again")
            await office.upstream.next().answer("101 OY-1")
        }
    }

    /// One is sent while `body` runs; how it ends nobody hears, nor can it be written down. OY! is left alone from then on.
    private func loseAnAttempt(at office: Office, while body: @Sendable () async throws -> Void) async throws {
        async let _ = office.remit(within: 300)
        let attempt = await office.upstream.next()
        office.gate.isOpen = false
        try await body()
        office.ledger.state.update { $0.isReadOnly = true }
        attempt.end(.unknown(AttemptFailure(.connectionClosed)))
        try await office.observer.failures.wait(for: "a failure of the ledger") { !$0.isEmpty }
        office.ledger.state.update { $0.isReadOnly = false }
    }

    /// OY! does not find it, twice.
    private func expectSentAgain(notAfter early: Duration, butThen late: Duration, at office: Office) async throws {
        await office.clock.untilTheResolverRests()
        office.gate.isOpen = true
        office.clock.advance(by: early)
        let version = try #require(office.ledger["pay-1"]).version
        await office.upstream.next().answer("204")
        try await office.ledger.until("pay-1") { $0.version == version + 1 }
        try #require(office.ledger["pay-1"]?.attempts == 1, "sent again before it had settled")
        await office.skip(late)
        await office.upstream.next().answer("204")
        try await office.ledger.until("pay-1") { $0.version == version + 2 }
        try #require(office.ledger["pay-1"]?.attempts == 2, "not sent again")
        await office.upstream.next().answer("101 OY-1")
    }
}
