import Contract
import TestSupport
import Testing

@testable import Gateway

/// GetRemitStatus: who asks about another's payout learns nothing of it.
@Suite struct RemitStatusOfOthersTests: PayoutCallSuite {
    @Test("GetRemitStatus of another's payout is that of one that does not exist, in OY!'s own words: OY! is asked about such a one", arguments: [
        #"{"status":{"code":"204","message":"Request is Rejected (Partner Tx ID is Not Found)"}}"#,
        #"{"status":{"code":"204","message":"Tx Id is not found"}}"#, #"{"status":{"code":"990","message":"Transaction unknown"}}"#,
        #"{"status":{"code":"777","message":"?"}}"#,
    ])
    func anothersStatus(notFound: String) async throws {
        let ask = #"{"partner_trx_id":"pay-1"}"#
        let upstream = ScriptedUpstream([.text(notFound)])
        let hiding = try TestGateway(upstream)
        hiding.ledger["pay-1"] = try stored()
        let missing = try TestGateway(ScriptedUpstream([.text(notFound)]))
        let hidden = try await hiding.failure("GetRemitStatus", ask, as: .refunds)
        #expect(try await missing.failure("GetRemitStatus", ask, as: .refunds) == hidden)
        let question = String(decoding: upstream.attempts.first?.request.body ?? [], as: UTF8.self)
        #expect(question.wholeMatch(of: /{"partner_trx_id":"[0-9a-f]{32}"}/) != nil, "\(question)")
        // Nobody is to read in the trail that OY! does not know the payout.
        let entry = try #require(hiding.entries.last)
        #expect(entry.payout == "pay-1" && entry.oyCode == nil && entry.outcome?.code == hidden.code.name)
    }

    @Test("Where OY! makes up a state of what does not exist, no other caller hears of a state", arguments: [
        ("102", "PARTNER_TRX_ID_NOT_FOUND"), ("000", "UPSTREAM_UNAVAILABLE"), ("300", "UPSTREAM_UNAVAILABLE"),
    ])
    func anothersStatusMadeUp(code: String, reason: String) async throws {
        let gateway = try TestGateway(ScriptedUpstream([.said(code, #""amount":125000"#)]))
        gateway.ledger["pay-1"] = try stored()
        let error = try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#, as: .refunds)
        #expect(error.reason == reason)
        #expect(error.metadata["state"] == nil)
    }

    @Test("In an outage both are UNAVAILABLE alike")
    func anothersStatusInOutage() async throws {
        let lost = Array(repeating: AttemptOutcome.lost, count: 4)
        let ask = #"{"partner_trx_id":"pay-1"}"#
        let hiding = try TestGateway(ScriptedUpstream(lost))
        hiding.ledger["pay-1"] = try stored()
        let missing = try TestGateway(ScriptedUpstream(lost))
        let hidden = try await hiding.failure("GetRemitStatus", ask, as: .refunds)
        let none = try await missing.failure("GetRemitStatus", ask, as: .refunds)
        #expect(hidden == none)
    }

    @Test("Nor is one that another asks for meanwhile shown, whatever OY! says of it", arguments: ["000", "102", "300"])
    func statusOfAnothersThatComes(code: String) async throws {
        let (ledger, payout) = (FakeLedger(), try stored(.unknown))
        let upstream = ScriptedUpstream([.said(code, Self.named), .said("204")], during: { _ in ledger["pay-1"] = payout })
        let gateway = try TestGateway(upstream, clock: ManualClock(), ledger: ledger)
        let error = try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#, as: .refunds)
        #expect(error.reason == "PARTNER_TRX_ID_NOT_FOUND")
    }
}
