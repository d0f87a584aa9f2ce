import Contract
import TestSupport
import Testing

@testable import Gateway

/// GetRemitStatus: what OY! has a name for it has, and another name may be a second payment.
@Suite struct RemitStatusNameTests: PayoutCallSuite {
    @Test("Rule 3: what OY! has a name for is written down, also where its answer is none or has a member that the contract does not", arguments: [
        AttemptOutcome.text(#"{"status":{"code":"204"},"partner_trx_id":"pay-1","trx_id":"OY-7"}"#),
        AttemptOutcome.text(#"{"status":{"code":"103"},"partner_trx_id":"pay-1","trx_id":"OY-7"}"#),
        AttemptOutcome.text(#"{"status":{"code":"102"},"partner_trx_id":"pay-1","trx_id":"OY-7"}"#, http: 404),
        AttemptOutcome.text(#"{"status":{"code":"102"},"partner_trx_id":"pay-1","trx_id":"OY-7","amount":"125,000"}"#),
    ])
    func namedInNoAnswer(answer: AttemptOutcome) async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let gateway = try TestGateway(ScriptedUpstream(Array(repeating: answer, count: 5)))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        let now = try #require(gateway.ledger["pay-1"])
        #expect(now.isAcknowledged && now.trxID == "OY-7" && now.state == .unknown && now.oyCode == nil)
    }

    @Test("Rule 3: a name in an attempt that another one followed is written down, too")
    func namedBefore() async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let named = AttemptOutcome.text(#"{"status":{"code":"999"},"partner_trx_id":"pay-1","trx_id":"OY-7"}"#, http: 503)
        let gateway = try TestGateway(ScriptedUpstream([named, .said("204")]))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        let now = try #require(gateway.ledger["pay-1"])
        #expect(now.isAcknowledged && now.trxID == "OY-7" && now.state == .unknown)
    }

    @Test("Rule 3: nor where its success gives another name: it may be a second payment")
    func namedBeforeOtherwise() async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let named = AttemptOutcome.text(#"{"status":{"code":"999"},"partner_trx_id":"pay-1","trx_id":"OY-7"}"#, http: 503)
        let gateway = try TestGateway(ScriptedUpstream([named, .said("101", #""partner_trx_id":"pay-1","trx_id":"OY-8","amount":125000"#)]))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        #expect(gateway.ledger["pay-1"]?.trxID == "OY-7")
        #expect(gateway.ledger.alarms.contains("another_trx_id"))
    }

    @Test("OY!'s name for it may be a number, or stand under another name of the member", arguments: [
        #""partner_trx_id":"pay-1","trx_id":12345"#, #""partnerTrxId":"pay-1","trxId":"12345""#,
        #""partner_trx_id":"pay-1","trx_id":12345,"amount":"125,000""#, #""partnerTrxId":"pay-1","trxId":"12345","amount":"125,000""#,
    ])
    func namedInAnotherForm(members: String) async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let gateway = try TestGateway(ScriptedUpstream(Array(repeating: .said("990", members), count: 5)))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        let now = try #require(gateway.ledger["pay-1"])
        #expect(now.isAcknowledged && now.trxID == "12345" && now.state == .unknown)
    }

    @Test("A name beside which the payout's own does not stand keeps it from being sent again, and is not taken for its name")
    func namedByNobody() async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let answer = AttemptOutcome.text(#"{"status":{"code":"103"},"trx_id":"OY-7"}"#)
        let gateway = try TestGateway(ScriptedUpstream(Array(repeating: answer, count: 5)))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        #expect(gateway.ledger["pay-1"]?.isAcknowledged == true && gateway.ledger["pay-1"]?.trxID == nil)
    }

    @Test("An answer that names another payout, or no name of OY!'s, names nothing", arguments: [
        AttemptOutcome.text(#"{"status":{"code":"103"},"partner_trx_id":"pay-2","trx_id":"OY-7"}"#),
        AttemptOutcome.text(#"{"status":{"code":"103"},"partner_trx_id":"pay-1"}"#),
    ])
    func namedElsewhere(answer: AttemptOutcome) async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let gateway = try TestGateway(ScriptedUpstream(Array(repeating: answer, count: 5)))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        #expect(gateway.ledger["pay-1"]?.isAcknowledged == false)
    }

    @Test("The entry of what was heard says what OY! answered", arguments: [(503, "unknown", nil), (200, "answered", "990")])
    func entryOfWhatWasHeard(http: Int, outcome: String, code: String?) async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode) = (nil, nil)
        let answer = AttemptOutcome.said("990", #""partner_trx_id":"pay-1","trx_id":"OY-7""#, http: http)
        let gateway = try TestGateway(ScriptedUpstream(Array(repeating: answer, count: 5)))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        let entry = try #require(gateway.ledger.state.value.entries.first { $0.method == "remit-status" && $0.trxID == "OY-7" })
        #expect(entry.outcome?.code == outcome && entry.oyCode == code)
        #expect(http == 200 || entry.outcome?.reason == "http_503")
    }

    @Test("Another name of OY!'s is told whatever stands beside it, as it may be a second payment", arguments: [
        PayoutState.inProgress, .completed, .failed,
    ])
    func anotherNameBesideAnything(state: PayoutState) async throws {
        for code in ["204", "990", "999"] {
            var payout = try stored(state)
            payout.trxID = "OY-1"
            let answer = AttemptOutcome.said(code, #""partner_trx_id":"pay-1","trx_id":"OY-2""#)
            let gateway = try TestGateway(ScriptedUpstream(Array(repeating: answer, count: 5)))
            gateway.ledger["pay-1"] = payout
            _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
            let alarms = state == .failed ? ["lives_on", "another_trx_id"] : ["another_trx_id"]
            #expect(gateway.ledger.alarms == alarms, "once, however many attempts there were")
            #expect(gateway.ledger["pay-1"]?.trxID == "OY-1" && gateway.ledger["pay-1"]?.state == state)
        }
    }

    @Test("Rule 3: an answer that comes to each attempt of a call is written down once")
    func heardInEachAttempt() async throws {
        var payout = try stored(.unknown)
        (payout.trxID, payout.oyCode, payout.isAcknowledged) = ("OY-1", nil, true)
        let answer = AttemptOutcome.said("999", #""partner_trx_id":"pay-1","trx_id":"OY-2""#, http: 503)
        let gateway = try TestGateway(ScriptedUpstream(Array(repeating: answer, count: 5)))
        gateway.ledger["pay-1"] = payout
        _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}")
        #expect(gateway.ledger.alarms == ["another_trx_id"])
        #expect(gateway.ledger["pay-1"]?.trxID == "OY-1")
    }

    @Test("OY!'s other name for what it is working on is told to the operators, and the first one stays", arguments: ["101", "000"])
    func anotherName(code: String) async throws {
        var payout = try stored(.inProgress)
        (payout.trxID, payout.isAcknowledged) = ("OY-1", true)
        let upstream = ScriptedUpstream(
            Array(repeating: .said(code, #""partner_trx_id":"pay-1","trx_id":"OY-2""#), count: code == "000" ? 2 : 1))
        let gateway = try gateway(upstream, with: payout)
        try await gateway.open {
            _ = try await gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        }
        #expect(gateway.entries.contains { $0.kind == .alarm && $0.outcome?.code == "another_trx_id" })
        #expect(gateway.ledger["pay-1"]?.trxID == "OY-1")
    }
}
