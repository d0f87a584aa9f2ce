import Contract
import TestSupport
import Testing

@testable import Gateway

/// `payouts.send: false`: nothing is sent, and nothing that is yet to be sent is given up. So an operator can look at a ledger that was
/// restored from a copy, which does not know what was withdrawn, or paid under another id, since.
@Suite(.timeLimit(.minutes(1))) struct StoppedPayoutsTests {
    private let office = Office(settings: PayoutSettings(attemptTimeout: .seconds(30), sends: false))

    @Test func aNewPayoutIsRefusedAndLeavesNothing() async throws {
        try await office.open { () async throws in
            #expect(await office.refusal { try await office.remit() } == .notSending)
        }
        #expect(office.ledger.state.value.commits == 0 && office.upstream.count == 0)
    }

    @Test func aKnownPayoutIsAnsweredAsEver() async throws {
        office.ledger["pay-1"] = PayoutMachine.resting(in: .completed).payout
        try await office.open { () async throws in
            #expect(try await office.remit().state == .completed)
        }
    }

    @Test(arguments: [PayoutState.recorded, .awaitingApproval])
    func whatIsYetToBeSentStaysAsItIs(state: PayoutState) async throws {
        let payout = PayoutMachine.resting(in: state).payout
        office.ledger["pay-1"] = payout
        try await office.open { () async throws in
            await office.tick()
            // Long after it could be sent, or approved.
            await office.skip(.seconds(10 * 86_400))
            await office.tick()
        }
        #expect(office.ledger["pay-1"] == payout && office.upstream.count == 0)
    }

    @Test func whatIsNotFoundIsNotSentAgain() async throws {
        office.ledger["pay-1"] = PayoutMachine.unknown.payout
        office.clock.advance(by: .seconds(300))
        try await office.open { () async throws in
            let question = await office.upstream.next()
            #expect(question.request.target == "/api/remit-status")
            question.answer("204")
            try await office.ledger.until("pay-1") { $0.notFoundSince != nil }
            await office.skip(PayoutLimits.longestPoll)
            let again = await office.upstream.next()
            #expect(again.request.target == "/api/remit-status")
            again.answer("000 OY-1")
            try await office.ledger.until("pay-1") { $0.state == .completed }
        }
        #expect(office.ledger["pay-1"]?.attempts == 1)
    }

    @Test func nobodyDecidesThatOneIsSent() async throws {
        for (state, decision) in [(PayoutState.unknown, PayoutDecision.resend), (.awaitingApproval, .approve)] {
            let office = Office(settings: PayoutSettings(attemptTimeout: .seconds(30), sends: false))
            office.ledger["pay-1"] = PayoutMachine.resting(in: state).payout
            #expect(await office.refusal { try await office.decide(decision) } == .notSending)
        }
        office.ledger["pay-1"] = PayoutMachine.resting(in: .recorded).payout
        try await office.open { () async throws in
            #expect(try await office.decide(.cancel).state == .cancelled)
        }
    }
}
