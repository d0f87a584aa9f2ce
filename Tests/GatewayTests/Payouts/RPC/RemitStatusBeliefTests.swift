import Contract
import TestSupport
import Testing

@testable import Gateway

/// GetRemitStatus: an answer that may speak of something else says nothing about the payout.
@Suite struct RemitStatusBeliefTests: PayoutCallSuite {
    @Test("Rule 2: an answer that names another payout, or none and may be another's, says nothing", arguments: [
        ("204", #""partner_trx_id":"pay-2""#, true), ("990", #""partner_trx_id":"pay-2""#, true), ("101", #""partner_trx_id":"pay-2""#, true),
        ("204", "", false), ("990", "", false), ("101", "", false), ("300", "", false),
    ])
    func foreign(code: String, members: String, standsAlone: Bool) async throws {
        for state in [PayoutState.cancelled, .unknown, nil] {
            var outcome = AttemptOutcome.said(code, members)
            if case .answered(var answer) = outcome {
                answer.standsAlone = standsAlone
                outcome = .answered(answer)
            }
            let upstream = ScriptedUpstream(Array(repeating: outcome, count: Limits.maximumAttempts))
            let gateway = try TestGateway(upstream)
            if let state { gateway.ledger["pay-1"] = try stored(state) }
            let before = gateway.ledger["pay-1"]
            let error = try await gateway.failure("GetRemitStatus", "{\(Self.named)}")
            #expect(error.reason == "UPSTREAM_UNAVAILABLE")
            #expect(gateway.ledger["pay-1"] == before)
        }
    }

    @Test("An answer that names another payout is none", arguments: [nil, PayoutState.inProgress])
    func statusOfAnotherName(state: PayoutState?) async throws {
        let foreign = AttemptOutcome.said("000", #""partner_trx_id":"pay-2","amount":7"#)
        let upstream = ScriptedUpstream(Array(repeating: foreign, count: Limits.maximumAttempts))
        let gateway = try gateway(upstream, with: try state.map(stored))
        let error = try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#)
        #expect(error.reason == "UPSTREAM_UNAVAILABLE")
        #expect(error.message.contains("answer_names_another_payout"))
        #expect(gateway.ledger["pay-1"]?.state == state)
    }

    @Test("Rule 2: an end that names no payout is none to who asks, either", arguments: [nil, PayoutState.unknown, .rejected], ["000", "300"])
    func statusOfNoName(state: PayoutState?, code: String) async throws {
        let gateway = try gateway(ScriptedUpstream([.said(code)]), with: try state.map(stored))
        let error = try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#)
        #expect(error.message.contains("answer_names_no_payout"))
        #expect(gateway.ledger["pay-1"]?.livesOnSince == nil)
    }

    @Test("Rule 2: what was asked for while OY! was asked is not moved by an answer about other money")
    func askedForMeanwhile() async throws {
        let ledger = FakeLedger()
        let payout = try stored(.unknown)
        let upstream = ScriptedUpstream(
            [.said("101", #""partner_trx_id":"pay-1","trx_id":"OTHER","amount":777,"recipient_bank":"008""#)],
            during: { [payout] _ in ledger["pay-1"] = payout })
        let gateway = try TestGateway(upstream, clock: ManualClock(), ledger: ledger)
        let error = try await gateway.failure("GetRemitStatus", "{\(Self.named)}")
        #expect(error.message.contains("answer_names_another_amount"))
        let now = try #require(ledger["pay-1"])
        #expect(now.state == .unknown && now.trxID == payout.trxID)
        // Rule 3: it is not sent again all the same.
        #expect(now.isAcknowledged)
    }

    @Test("Of other money it is something else that OY! has under the name: a person should know, and nothing is sent under it again")
    func heardOfOtherMoney() async throws {
        let upstream = ScriptedUpstream([.said("101", #""partner_trx_id":"pay-1","amount":7,"trx_id":"OTHER""#)])
        let gateway = try gateway(upstream, with: try stored(.unknown))
        try await gateway.open {
            let error = try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#)
            #expect(error.message.contains("answer_names_another_amount"))
            #expect(error.metadata["partner_trx_id"] == "pay-1")
        }
        #expect(gateway.ledger["pay-1"]?.isAcknowledged == true && gateway.ledger["pay-1"]?.state == .unknown)
        #expect(gateway.ledger.alarms == ["answer_not_believed"])
        // What OY! said stands in the trail, for whoever has to find out.
        let entry = try #require(gateway.ledger.state.value.entries.first { $0.kind == .attempt })
        #expect(entry.oyCode == "101" && entry.trxID == "OTHER" && entry.detail == "OY! speaks of 7 rupiah")
    }
}
