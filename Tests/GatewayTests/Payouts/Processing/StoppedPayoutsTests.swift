import Contract
import TestSupport
import Testing

@testable import Gateway

/// `payouts.send: false`: nothing is sent, and nothing that is yet to be sent is given up. So an operator can look at a ledger that was
/// restored from a copy, which does not know what was withdrawn, or paid under another id, since.
@Suite(.timeLimit(.minutes(1))) struct StoppedPayoutsTests {
    private let fixture = PayoutFixture(settings: PayoutSettings(attemptTimeout: .seconds(30), sends: false))

    @Test func aNewPayoutIsRefusedAndLeavesNothing() async throws {
        try await fixture.open { () async throws in
            #expect(await fixture.refusal { try await fixture.remit() } == .notSending)
        }
        #expect(fixture.ledger.state.value.commits == 0 && fixture.upstream.count == 0)
    }

    @Test func aKnownPayoutIsAnsweredAsEver() async throws {
        fixture.ledger["pay-1"] = PayoutMachine.resting(in: .completed).payout
        try await fixture.open { () async throws in
            #expect(try await fixture.remit().state == .completed)
        }
    }

    @Test(arguments: [PayoutState.recorded, .awaitingApproval])
    func whatIsYetToBeSentStaysAsItIs(state: PayoutState) async throws {
        let payout = PayoutMachine.resting(in: state).payout
        fixture.ledger["pay-1"] = payout
        try await fixture.open { () async throws in
            await fixture.tick()
            // Long after it could be sent, or approved.
            await fixture.skip(.seconds(10 * 86_400))
            await fixture.tick()
        }
        #expect(fixture.ledger["pay-1"] == payout && fixture.upstream.count == 0)
    }

    @Test func whatIsNotFoundIsNotSentAgain() async throws {
        fixture.ledger["pay-1"] = PayoutMachine.unknown.payout
        fixture.clock.advance(by: .seconds(300))
        try await fixture.open { () async throws in
            let question = await fixture.upstream.next()
            #expect(question.request.target == "/api/remit-status")
            question.answer("204")
            try await fixture.ledger.until("pay-1") { $0.notFoundSince != nil }
            await fixture.skip(PayoutLimits.longestPoll)
            let again = await fixture.upstream.next()
            #expect(again.request.target == "/api/remit-status")
            again.answer("000 OY-1")
            try await fixture.ledger.until("pay-1") { $0.state == .completed }
        }
        #expect(fixture.ledger["pay-1"]?.attempts == 1)
    }

    @Test func nobodyDecidesThatOneIsSent() async throws {
        for (state, decision) in [(PayoutState.unknown, PayoutDecision.resend), (.awaitingApproval, .approve)] {
            let fixture = PayoutFixture(settings: PayoutSettings(attemptTimeout: .seconds(30), sends: false))
            fixture.ledger["pay-1"] = PayoutMachine.resting(in: state).payout
            #expect(await fixture.refusal { try await fixture.decide(decision) } == .notSending)
        }
        fixture.ledger["pay-1"] = PayoutMachine.resting(in: .recorded).payout
        try await fixture.open { () async throws in
            #expect(try await fixture.decide(.cancel).state == .cancelled)
        }
    }
}
