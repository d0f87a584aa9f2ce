import Contract
import TestSupport
import Testing

@testable import Gateway

/// GetRemitStatus: OY! has, or has paid, what the ledger has as not paid.
@Suite struct RemitStatusLivesOnTests: PayoutCallSuite {
    @Test("Where OY! has what the ledger has as not paid, somebody hears of it, once", arguments: [
        (PayoutState.rejected, "000"), (.rejected, "101"), (.failed, "000"), (.cancelled, "000"), (.awaitingApproval, "000"),
    ])
    func livesOn(state: PayoutState, code: String) async throws {
        let upstream = ScriptedUpstream(Array(repeating: .said(code, #""partner_trx_id":"pay-1","amount":125000"#), count: 2))
        let gateway = try gateway(upstream, with: try stored(state))
        for _ in 1...2 {
            let answer = try await gateway.call("GetRemitStatus", "{\(Self.named)}").get()
            #expect(answer.integer("state") == state.number)
            #expect(answer.message("status")?.string("code") == code)
        }
        #expect(gateway.ledger.state.value.entries.filter { $0.kind == .alarm }.map(\.payout) == ["pay-1"])
        #expect(gateway.ledger["pay-1"]?.state == state, "what was told stays true")
        // From then on nobody hears that it was not paid.
        try await gateway.open {
            if state == .awaitingApproval { _ = try await gateway.call("CancelPayout", #"{"partner_trx_id":"pay-1"}"#).get() }
            let state = state == .awaitingApproval ? PayoutState.cancelled : state
            let again = try await gateway.failure("Remit", Self.remit)
            #expect(again.metadata["state"] == state.rawValue)
            #expect(again.metadata["not_paid"] == nil)
            #expect(again.reason == "PAYOUT_MAY_BE_PAID")
            let shown = try await gateway.call("GetPayout", "{\(Self.named)}").get().message("payout")
            #expect(shown?.string("lives_on_since").isEmpty == false)
        }
    }

    @Test("What OY! has after all is told only once it is on disk", arguments: [PayoutState.failed, .awaitingApproval])
    func livesOnWithoutALedger(state: PayoutState) async throws {
        let upstream = ScriptedUpstream(Array(repeating: .said("000", #""partner_trx_id":"pay-1","amount":125000"#), count: 2))
        let gateway = try gateway(upstream, with: try stored(state))
        gateway.ledger.state.update { $0.isReadOnly = true }
        #expect(try await gateway.failure("GetRemitStatus", "{\(Self.named)}").reason == "LEDGER_UNAVAILABLE")
        gateway.ledger.state.update { $0.isReadOnly = false }
        #expect(try await gateway.call("GetRemitStatus", "{\(Self.named)}").get().integer("state") == state.number)
        #expect(gateway.ledger["pay-1"]?.livesOnSince != nil)
        #expect(gateway.ledger.state.value.entries.filter { $0.kind == .alarm }.count == 1)
    }

    @Test("Two who hear it at once both hear it, and it is written down once")
    func livesOnTwice() async throws {
        let upstream = ScriptedUpstream(Array(repeating: .said("000", #""partner_trx_id":"pay-1","amount":125000"#), count: 2))
        let gateway = try gateway(upstream, with: try stored(.awaitingApproval))
        async let first = gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        async let second = gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        #expect(try await [first, second].map { $0.integer("state") } == Array(repeating: PayoutState.awaitingApproval.number, count: 2))
        #expect(gateway.ledger.state.value.entries.filter { $0.kind == .alarm }.count == 1)
    }

    @Test("What was withdrawn between OY!'s answer and its being written down is marked all the same")
    func livesOnThoughWithdrawn() async throws {
        let ledger = FakeLedger()
        var payout = try stored(.awaitingApproval)
        ledger["pay-1"] = payout
        payout.state = .cancelled
        payout.nextActionAt = nil
        payout.finalAt = payout.createdAt
        payout.version += 1
        let upstream = ScriptedUpstream(
            [.said("000", #""partner_trx_id":"pay-1","amount":125000"#)], during: { [payout] _ in ledger["pay-1"] = payout })
        let gateway = try TestGateway(upstream, clock: ManualClock(), ledger: ledger)
        let answer = try await gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        #expect(answer.integer("state") == PayoutState.cancelled.number, "as it is on disk by then")
        #expect(ledger["pay-1"]?.state == .cancelled)
        #expect(ledger["pay-1"]?.livesOnSince != nil)
    }

    @Test("What an operator records as not paid while OY! says that it has it is marked all the same", arguments: [
        PayoutState.unknown, .inProgress,
    ])
    func livesOnThoughResolved(state: PayoutState) async throws {
        let ledger = FakeLedger()
        var payout = try stored(state)
        ledger["pay-1"] = payout
        payout.state = .failed
        (payout.unknownSince, payout.nextActionAt, payout.finalAt) = (nil, nil, payout.createdAt)
        (payout.decidedBy, payout.reason, payout.oyCode) = ("ops", "ticket 7", state == .inProgress ? "101" : nil)
        payout.version += 1
        let upstream = ScriptedUpstream(
            [.said("101", #""partner_trx_id":"pay-1","amount":125000"#)], during: { [payout] _ in ledger["pay-1"] = payout })
        let gateway = try TestGateway(upstream, clock: ManualClock(), ledger: ledger)
        let answer = try await gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        #expect(answer.integer("state") == PayoutState.failed.number, "as it is on disk by then")
        #expect(ledger["pay-1"]?.livesOnSince != nil)
        #expect(ledger.state.value.entries.filter { $0.kind == .alarm }.map(\.outcome?.code) == ["lives_on"])
        try await gateway.open {
            let again = try await gateway.failure("Remit", Self.remit)
            #expect(again.reason == "PAYOUT_MAY_BE_PAID")
        }
    }

    @Test("A code that came with HTTP's refusal is not what made it FAILED: that is the operator's word")
    func livesOnThoughRefusedByHTTP() throws {
        var payout = try stored(.unknown)
        (payout.oyCode, payout.oyHTTPStatus, payout.nextActionAt) = ("300", 403, second(4_000))
        var machine = PayoutMachine(stored: payout, settings: defaults, partner: .sample)
        _ = try machine.decided(.notPaid, by: "ops", uid: 1_004, reason: "ticket 7", at: second(4_000))
        #expect(machine.payout.failedByOperatorsWord)
        #expect(machine.heard(.word(OYWord(code: "101")), since: payout.version, at: second(4_001)).contains(.alarm(.livesOn)))
    }

    @Test("Whose payout it is that OY! has under a name that was taken (203) is told as Remit tells it", arguments: [
        #""amount":7"#, #""amount":125000,"recipient_bank":"008""#,
    ])
    func nameWasTaken(other: String) async throws {
        for isKnownToLive in [false, true] {
            var payout = try stored(.rejected)
            payout.oyCode = "203"
            payout.livesOnSince = isKnownToLive ? second(1) : nil
            let upstream = ScriptedUpstream([.said("000", #""partner_trx_id":"pay-1",\#(other)"#)])
            let error = try await gateway(upstream, with: payout).failure("GetRemitStatus", "{\(Self.named)}")
            #expect(error.reason == (isKnownToLive ? "PAYOUT_MAY_BE_PAID" : "DUPLICATE_PARTNER_TRX_ID"))
            #expect(error.metadata["not_paid"] == nil)
        }
    }
}
