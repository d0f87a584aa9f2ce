import Contract
import TestSupport
import Testing

@testable import Gateway

/// What somebody else hears of a payout, or OY! has reported on it, while it is asked about or sent: it counts.
@Suite(.timeLimit(.minutes(1))) struct HeardMeanwhileTests {
    /// Somebody hears that OY! has it while the resolver's own question brings "not found": OY!'s books are behind, and it is not sent again.
    @Test func rule3WhatIsHeardDuringAQuestionCounts() async throws {
        let fixture = PayoutFixture()
        let payout = Payout.stored(.unknown, named: "pay-1")
        fixture.ledger["pay-1"] = payout
        try await fixture.open { () async throws in
            await fixture.skip(.seconds(120))
            let question = await fixture.upstream.next()
            async let noted = fixture.hears(of: payout)
            await fixture.untilWaiting(within: 30)
            question.answer("204")
            #expect(try await noted.state == .inProgress)
        }
        #expect(fixture.ledger["pay-1"]?.isAcknowledged == true)
        #expect(fixture.ledger["pay-1"]?.attempts == payout.attempts, "not sent again")
    }

    /// Somebody hears that OY! has it while its first attempt is under way: a refusal of that attempt is told to nobody as its end.
    @Test(arguments: ["206", "429"]) func rule2WhatIsHeardDuringAnAttemptOutlastsItsRefusal(code: String) async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            async let answer = fixture.remit()
            let attempt = await fixture.upstream.next()
            let sending = try #require(fixture.ledger["pay-1"])
            async let noted = fixture.hears(of: sending, within: .seconds(20))
            await fixture.untilWaiting(within: 20)
            attempt.answer(code)
            #expect(try await noted.state == .inProgress)
            #expect(try await answer.state == .inProgress)
        }
        let payout = try #require(fixture.ledger["pay-1"])
        #expect(payout.state == .inProgress && payout.attempts == 1 && payout.livesOnSince == nil)
    }

    /// OY! has reported on it, and its books are behind: until the report is looked up, "not found" sends nothing.
    @Test func rule3WhatIsReportedIsNotSentAgain() async throws {
        let fixture = PayoutFixture()
        let payout = Payout.stored(.unknown, named: "pay-1")
        fixture.ledger["pay-1"] = payout
        let report = try ReceivedCallback(
            .disbursement, body: Array(#"{"status":{"code":"000"},"partner_trx_id":"pay-1"}"#.utf8))
        try await fixture.ledger.commit(LedgerChange(entries: [], events: [.receive(report, at: second(0), lookUntil: second(100_000))]))
        try await fixture.open { () async throws in
            await fixture.skip(.seconds(120))
            await fixture.upstream.next().answer("204")
            try await fixture.ledger.until("pay-1") { $0.version > payout.version }
        }
        #expect(fixture.ledger["pay-1"]?.attempts == payout.attempts, "not sent again")
        #expect(fixture.upstream.count == 1)
    }

    /// Or while the beginning of the next attempt goes to disk: nothing is sent then, and no attempt counts.
    @Test func rule3WhatIsHeardWhileTheAttemptIsWrittenDownCounts() async throws {
        let (reached, reach) = AsyncStream<Void>.makeStream()
        let goOn = Once<Void>()
        let payout = Payout.stored(.unknown, named: "pay-1")
        let fixture = PayoutFixture(
            ledger: FakeLedger(hold: { change in
                guard change.payout?.payout.version == payout.version + 1 else { return }
                reach.yield()
                await goOn.value()
            }))
        fixture.ledger["pay-1"] = payout
        try await fixture.open { () async throws in
            await fixture.skip(.seconds(120))
            await fixture.upstream.next().answer("204")
            for await _ in reached { break }
            async let noted = fixture.hears(of: payout)
            await fixture.untilWaiting(within: 30)
            goOn.come(())
            #expect(try await noted.state == .inProgress)
        }
        #expect(fixture.upstream.count == 1, "the question, and nothing sent")
        #expect(fixture.ledger["pay-1"]?.isAcknowledged == true)
        #expect(fixture.ledger["pay-1"]?.attemptsThatMayHaveLeft == payout.attemptsThatMayHaveLeft)
    }
}
