import Contract
import TestSupport
import Testing

@testable import Gateway

/// Rule 7, over the whole contract: without a ledger nothing is sent that changes anything at OY!, and nothing is decided here.
@Suite(.timeLimit(.minutes(1))) struct UnwritableLedgerTests: PayoutCallSuite {
    /// Every RPC that may change something; a consumer's place is no payout, but is kept in the ledger all the same.
    private static let changing = try! EndpointTable().all.filter { $0.changesSomething || $0.method == "Ack" }.map(\.method)

    /// A sound request for each, by whom, and the state in which `pay-1` is then.
    private static let samples: [String: (request: String, caller: Caller, state: PayoutState?)] = [
        "Remit": (remit, .payroll, nil),
        "CreateVirtualAccount": (#"{"partner_user_id":"u-1","bank_code":"002","amount":5000}"#, .payroll, nil),
        "UpdateVirtualAccount": (#"{"id":"va-1","amount":5000}"#, .payroll, nil),
        "VerifyIdCard": (
            #"{"name":"Ani","address":"Jl. 1","nik":"3171","id_card_photo":"/9j/","selfie_card_photo":"/9j/"}"#, .payroll, nil
        ),
        "VerifyPhoneNumber": (#"{"name":"Ani","address":"Jl. 1","nik":"3171","phone_number":"+6281234567890"}"#, .payroll, nil),
        "ConnectBank": (#"{"data":"x","bank_code":"008","phone_number":"+6281234567890"}"#, .payroll, nil),
        "RefreshAccounts": (#"{"ibank_id":"i-1"}"#, .payroll, nil),
        "CancelPayout": ("{\(named)}", .payroll, .awaitingApproval),
        "ApprovePayout": ("{\(named)}", .chief, .awaitingApproval),
        "DeclinePayout": (#"{"partner_trx_id":"pay-1","reason":"twice"}"#, .chief, .awaitingApproval),
        "ResolvePayout": (#"{"partner_trx_id":"pay-1","resolution":"PAID","reason":"ticket 7"}"#, .ops, .unknown),
        "Ack": (#"{"consumer":"c","cursor":1}"#, .payroll, nil),
    ]

    /// One that can't be written, and one that can't be read, either.
    @Test("Rule 7: without a ledger nothing that changes anything is sent or decided", arguments: changing, [true, false])
    func noLedgerNoChange(method: String, isReadable: Bool) async throws {
        let sample = try #require(Self.samples[method], "\(method) changes something: say how it is called")
        let upstream = ScriptedUpstream([])
        let gateway = try gateway(upstream, with: nil)
        var before: Payout?
        if let state = sample.state {
            before = try stored(state)
            before?.requestedByUID = Caller.payroll.uid
        }
        gateway.ledger["pay-1"] = before
        let event = EventDraft(kind: .virtualAccount, identity: nil, isVerified: true, facts: "{}")
        try await gateway.ledger.commit(LedgerChange(entries: [], events: [.add([event], at: second(1))]))
        gateway.ledger.state.update { state in
            state.isReadOnly = true
            state.isBroken = !isReadable
        }
        try await gateway.open {
            let error = try await gateway.failure(method, sample.request, as: sample.caller)
            #expect(error.code == .unavailable)
            #expect(error.reason == "LEDGER_UNAVAILABLE")
        }
        #expect(upstream.attempts.isEmpty)
        #expect(gateway.ledger["pay-1"] == before)
        // Payouts and places have no end of their own to be written: what was asked of the ledger is all there is.
        let isPassedOn = try endpoint(method).route != nil && method != "Remit"
        #expect(gateway.log.failed.count == (isPassedOn ? 1 : 0), "the operator hears that the end was not written")
    }

    private static let decisions: Set<String> = ["CancelPayout", "ApprovePayout", "DeclinePayout", "ResolvePayout"]

    /// Load is no outage: who begins something hears another word for it, and what a person decides about a payout is never refused for it.
    @Test("Where too much waits for the ledger, what would begin is refused and never sent", arguments: changing)
    func load(method: String) async throws {
        guard method != "ApprovePayout" else { return }  // It would be sent.
        let sample = try #require(Self.samples[method], "\(method) changes something: say how it is called")
        let upstream = ScriptedUpstream([])
        let gateway = try gateway(upstream, with: nil)
        if let state = sample.state {
            var payout = try stored(state)
            payout.requestedByUID = Caller.payroll.uid
            gateway.ledger["pay-1"] = payout
        }
        let event = EventDraft(kind: .virtualAccount, identity: nil, isVerified: true, facts: "{}")
        try await gateway.ledger.commit(LedgerChange(entries: [], events: [.add([event], at: second(1))]))
        gateway.ledger.state.update { $0.isOverloaded = true }
        try await gateway.open {
            let end = try await gateway.call(method, sample.request, as: sample.caller)
            guard !Self.decisions.contains(method) else {
                #expect(throws: Never.self) { try end.get() }
                return
            }
            let error = #expect(throws: RPCError.self) { try end.get() }
            #expect(error?.code == .resourceExhausted)
            #expect(error?.reason == "LEDGER_OVERLOADED")
            #expect(error?.retryDelay == .seconds(1))
        }
        #expect(upstream.attempts.isEmpty)
        #expect(gateway.log.failed.isEmpty, "the end of a refused call is written all the same")
    }
}
