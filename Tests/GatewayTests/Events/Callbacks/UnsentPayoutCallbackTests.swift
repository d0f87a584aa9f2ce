import TestSupport
import Testing

@testable import Gateway

/// A callback reports on a payout that is yet to be sent, as far as the ledger knows: it is a copy that was restored, or OY! contradicts itself.
@Suite struct UnsentPayoutCallbackTests {
    private static let report = #"{"status":{"code":"000"},"partner_trx_id":"pay-1"}"#
    private static let paid = AttemptOutcome.said("000", #""partner_trx_id":"pay-1","trx_id":"OY-1""#)

    private func room(_ outcomes: [AttemptOutcome], with payout: Payout) async throws -> CallbackFixture {
        let fixture = try CallbackFixture(outcomes)
        fixture.ledger["pay-1"] = payout
        try await fixture.receive(.disbursement, Self.report)
        return fixture
    }

    @Test func `OY! is asked, and what it has is not sent and not told as unpaid`() async throws {
        let fixture = try await room([Self.paid, Self.paid], with: PayoutMachine.recorded.payout)
        _ = await fixture.processor.lookUpDue()
        var payout = try #require(fixture.ledger["pay-1"])
        #expect(payout.livesOnSince != nil && fixture.ledger.alarms == ["lives_on"])
        #expect(fixture.concluded.isEmpty, "the payout moves first")
        // Its turn.
        var machine = PayoutMachine(stored: payout, settings: defaults, partner: .sample)
        _ = machine.turnCame(at: second(1_000), clear: true)
        payout = machine.payout
        #expect(payout.state == .cancelled && RPCError(payout)?.metadata["not_paid"] == nil)
        fixture.ledger["pay-1"] = payout
        fixture.clock.advance(by: .seconds(60))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded == [.disputed] && fixture.told.count == 1)
    }

    @Test func `what OY! refused with 429, and has all the same, is asked about from then on`() async throws {
        let fixture = try await room([Self.paid], with: PayoutMachine.sending.sent(.code("429"), at: 1).payout)
        _ = await fixture.processor.lookUpDue()
        let payout = try #require(fixture.ledger["pay-1"])
        #expect(payout.state == .unknown && payout.isAcknowledged && payout.trxID == "OY-1")
        #expect(fixture.concluded.isEmpty)
    }

    @Test func `where OY! does not find it for as long as it is looked up, the report is untrue`() async throws {
        let fixture = try await room(Array(repeating: .said("204"), count: 60), with: PayoutMachine.recorded.payout)
        for _ in 0..<60 where fixture.concluded.isEmpty {
            _ = await fixture.processor.lookUpDue()
            fixture.clock.advance(by: .seconds(300))
        }
        #expect(fixture.concluded == [.contradicted] && fixture.told.isEmpty)
        #expect(fixture.ledger["pay-1"] == PayoutMachine.recorded.payout)
    }
}
