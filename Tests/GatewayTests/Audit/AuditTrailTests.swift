import Contract
import TestSupport
import Testing

@testable import Gateway

/// What an entry holds: enough to know who did what, and no value that is nobody's business.
@Suite struct AuditTrailTests {
    @Test("A call's entry says who, what, how it ended and what it took")
    func entry() async throws {
        let clock = JumpingClock()
        let upstream = ScriptedUpstream([
            .lost, .said("000", #""recipient_bank":"014","recipient_account":"1239812390","recipient_name":"Ani Yudhoyono""#),
        ]) { _ in clock.advance(by: .seconds(2)) }
        let gateway = try TestGateway(upstream, clock: clock)
        _ = try await gateway.call("InquireAccount", #"{"recipient_bank":"014","recipient_account":"1239812390"}"#).get()
        let entry = try #require(gateway.entries.last)
        #expect(entry.kind == .call)
        #expect(entry.time == clock.wallNow)
        #expect(entry.caller == AuditCaller(name: "payroll", uid: 1001, gid: 100, pid: 4242, executable: "/usr/bin/payroll"))
        #expect(entry.method == "oy.v1.DisbursementService/InquireAccount")
        #expect(entry.outcome == AuditOutcome(code: "OK"))
        #expect(entry.oyCode == "000")
        #expect(entry.attempts == 2)
        #expect(entry.duration == .seconds(4))
        #expect(entry.payout == nil)
    }

    @Test("An attempt that another one followed has an entry of its own; the last one's outcome is the call's")
    func attempts() async throws {
        let gateway = try TestGateway(ScriptedUpstream([
            .lost, .refusedConnection, .said("429"), .said("209"),
        ]))
        _ = try await gateway.failure("InquireAccount", #"{"recipient_bank":"014","recipient_account":"1239812390"}"#)
        #expect(gateway.entries.map(\.kind) == [.attempt, .attempt, .attempt, .call])
        #expect(gateway.entries.map(\.attempts) == [1, 2, 3, 4])
        #expect(gateway.entries.map(\.outcome?.code) == ["unknown", "unsent", "answered", "NOT_FOUND"])
        #expect(gateway.entries.map(\.oyCode) == [nil, nil, "429", "209"])
        #expect(gateway.entries.map(\.caller?.name) == Array(repeating: "payroll", count: 4))
        #expect(gateway.entries.prefix(3).allSatisfy { $0.request == nil && $0.method == "oy.v1.DisbursementService/InquireAccount" })
    }

    @Test("PERSONAL values are masked, in the request and in the answer")
    func personal() async throws {
        let gateway = try TestGateway(ScriptedUpstream([
            .said("000", #""recipient_bank":"014","recipient_account":"1239812390","recipient_name":"Ani Yudhoyono""#)
        ]))
        _ = try await gateway.call("InquireAccount", #"{"recipient_bank":"014","recipient_account":"1239812390"}"#).get()
        let entry = try #require(gateway.entries.first)
        #expect(entry.request?.text == #"{"recipient_bank":"014","recipient_account":{"masked":"…2390","digest":"\#(fakeDigest("1239812390"))"}}"#)
        for text in [entry.request?.text, entry.answer?.text] {
            #expect(text?.contains("1239812390") == false)
            #expect(text?.contains("Yudhoyono") == false)
        }
        #expect(entry.answer?.text.contains(#""digest":"\#(fakeDigest("Ani Yudhoyono"))""#) == true)
    }

    @Test("SECRET values are left out, name and all, before the call and after it, of a refused one too")
    func secret() async throws {
        let gateway = try TestGateway(ScriptedUpstream([.lost]))
        let pictures = #""id_card_photo":"U0VDUkVU","selfie_card_photo":"U0VDUkVU""#
        _ = try await gateway.failure("VerifyIdCard", #"{"name":"Ani","address":"Jl. 1","nik":"3171",\#(pictures)}"#)
        #expect(gateway.entries.map(\.kind) == [.attempt, .call])
        _ = try await gateway.failure("VerifyIdCard", "{\(pictures)}")
        #expect(gateway.entries.map(\.kind) == [.attempt, .call, .refusal])
        for entry in gateway.entries {
            let request = try #require(entry.request).text
            #expect(!request.contains("photo"))
            #expect(!request.contains("U0VDUkVU"))
        }
    }

    @Test("A failed call's entry has the error's code and reason, and no answer")
    func failure() async throws {
        let gateway = try TestGateway(ScriptedUpstream([.said("209")]))
        _ = try await gateway.failure("InquireAccount", #"{"recipient_bank":"014","recipient_account":"1239812390"}"#)
        let entry = try #require(gateway.entries.first)
        #expect(entry.outcome == AuditOutcome(code: "NOT_FOUND", reason: "BANK_ACCOUNT_NOT_FOUND"))
        #expect(entry.answer == nil)
        #expect(entry.oyCode == "209")
    }

    @Test("A call about a payout names it")
    func payout() async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        _ = try await gateway.failure("GetPayout", #"{"partner_trx_id":"pay-9"}"#)
        #expect(gateway.entries.map(\.payout) == ["pay-9"])
    }

    @Test("Of a long answer to a call that reads, its length, its elements and its digest are kept")
    func longAnswer() async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        for number in 0..<500 {
            gateway.ledger["pay-\(number)"] = Payout(
                partnerTrxID: "pay-\(number)", caller: "payroll", body: Array("{}".utf8), amountRupiah: 1, recipientBank: "014", createdAt: second(0),
                state: .inProgress, sendUntil: second(0), nextActionAt: second(0))
        }
        let answer = try await gateway.call("ListPayouts", #"{"page_size":500}"#).get()
        let whole = answer.redacted(digest: fakeDigest)
        let kept = try #require(gateway.entries.last?.answer)
        #expect(kept.json.count <= 128)
        #expect(kept.text.hasPrefix(#"{"left_out":{"bytes":\#(whole.json.count),"elements":500,"sha256":""#), "\(kept.text)")

        _ = try await gateway.call("ListPayouts", #"{"page_size":1}"#).get()
        #expect(gateway.entries.last?.answer?.text.contains("pay-") == true, "a short one is kept")
    }

    @Test("What a caller may write without end is kept no longer, in the request of a call that reads")
    func longRequest() async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        let states = Array(repeating: #""PAYOUT_STATE_REJECTED""#, count: 10_000).joined(separator: ",")
        _ = try await gateway.failure("ListPayouts", #"{"states":[\#(states)]}"#)
        #expect(gateway.entries.last?.request?.text.hasPrefix(#"{"left_out":{"#) == true)
    }
}
