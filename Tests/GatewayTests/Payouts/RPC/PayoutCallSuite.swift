import Contract
import TestSupport
import Testing

@testable import Gateway

/// What the suites about the payouts' RPCs begin with.
protocol PayoutCallSuite {}

extension PayoutCallSuite {
    static var named: String { #""partner_trx_id":"pay-1""# }
    static var remit: String { #"{"recipient_bank":"014","recipient_account":"1239812390","amount":125000,"partner_trx_id":"pay-1"}"# }

    /// `pay-1` of payroll, as the daemon would have recorded it.
    func stored(_ state: PayoutState = .inProgress) throws -> Payout {
        let asked = PayoutMachine.resting(in: state).payout
        let endpoint = try endpoint("Remit")
        let body = try endpoint.httpCall(for: try message(Self.remit, as: endpoint.request)).body
        var payout = Payout(
            partnerTrxID: "pay-1", caller: "payroll", body: try #require(body), amountRupiah: 125_000, recipientBank: "014",
            createdAt: asked.createdAt, state: state, sendUntil: asked.sendUntil, nextActionAt: asked.nextActionAt)
        (payout.attempts, payout.attemptsUnsent, payout.attemptsRefused) = (asked.attempts, asked.attemptsUnsent, asked.attemptsRefused)
        payout.trxID = "OY-1"
        payout.oyCode = "101"
        payout.oyMessage = "Request is processed"
        payout.finalAt = asked.finalAt
        return payout
    }

    func gateway(_ upstream: any Upstream = ScriptedUpstream([]), with payout: Payout?) throws -> TestGateway {
        let gateway = try TestGateway(upstream, clock: ManualClock())
        if let payout { gateway.ledger["pay-1"] = payout }
        return gateway
    }
}
