import Contract
import TestSupport
import Testing

@testable import Gateway

/// What OY! says of a payout that does not fit what is known of it, whoever hears it.
@Suite struct ContradictionTests: PayoutCallSuite {
    private static let status = #"{"partner_trx_id":"pay-1"}"#

    @Test("An answer about other money is told to the operators, with the money, whoever asked", arguments: [
        PayoutState.completed, .inProgress, .failed,
    ])
    func otherMoney(state: PayoutState) async throws {
        let answer = #""partner_trx_id":"pay-1","trx_id":"OY-1","amount":999000,"recipient_bank":"008""#
        let gateway = try gateway(ScriptedUpstream(Array(repeating: .said("000", answer), count: 2)), with: try stored(state))
        for _ in 1...2 { _ = try await gateway.call("GetRemitStatus", Self.status) }
        #expect(gateway.ledger.alarms == ["answer_not_believed", "answer_not_believed"], "each time")
        let entry = try #require(gateway.entries.first { $0.kind == .attempt && $0.payout == "pay-1" })
        #expect(entry.oyCode == "000" && entry.detail == "OY! speaks of 999000 rupiah to bank 008")
        #expect(gateway.ledger["pay-1"]?.state == state)
    }

    @Test("Other money under the id of what OY! never took on is not this payout's business", arguments: [
        PayoutState.rejected, .cancelled, .awaitingApproval,
    ])
    func otherMoneyOfAnother(state: PayoutState) async throws {
        let answer = AttemptOutcome.said("000", #""partner_trx_id":"pay-1","amount":7"#)
        let gateway = try gateway(ScriptedUpstream([answer]), with: try stored(state))
        _ = try await gateway.call("GetRemitStatus", Self.status)
        #expect(gateway.ledger.alarms.isEmpty)
    }

    @Test("One answer raises one alarm, though it is recorded with the payout")
    func once() async throws {
        var payout = try stored(.unknown)
        payout.isAcknowledged = true
        let gateway = try gateway(ScriptedUpstream([.said("101", #""partner_trx_id":"pay-1","trx_id":"OY-2""#)]), with: payout)
        try await gateway.open { _ = try await gateway.call("GetRemitStatus", Self.status).get() }
        #expect(gateway.ledger.alarms == ["another_trx_id"])
        #expect(gateway.ledger["pay-1"]?.trxID == "OY-1")
    }

    @Test("While OY!'s report on it waits, nobody hears that a payout may be paid under another id", arguments: [
        PayoutState.rejected, .failed, .cancelled,
    ])
    func reported(state: PayoutState) async throws {
        let gateway = try gateway(with: try stored(state))
        #expect(try await gateway.failure("Remit", Self.remit).metadata["not_paid"] == "true")
        let report = try ReceivedCallback(.disbursement, body: Array(#"{"status":{"code":"000"},"partner_trx_id":"pay-1"}"#.utf8))
        try await gateway.ledger.commit(LedgerChange(entries: [], events: [.receive(report, at: second(0), lookUntil: second(100_000))]))
        let error = try await gateway.failure("Remit", Self.remit)
        #expect(error.reason == "PAYOUT_REPORTED" && error.code == .unavailable, "a client asks again")
        #expect(error.metadata["not_paid"] == nil && error.metadata["state"] == state.rawValue)
        let waiting = try await gateway.ledger.pendingCallbacks(dueBy: .farthest, limit: 1)
        try await gateway.ledger.commit(
            LedgerChange(entries: [], events: waiting.map { .conclude($0, as: .contradicted, telling: [], at: second(0)) }))
        #expect(try await gateway.failure("Remit", Self.remit).metadata["not_paid"] == "true", "once it is looked up")
    }
}
