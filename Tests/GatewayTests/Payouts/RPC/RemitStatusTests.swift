import Contract
import TestSupport
import Testing

@testable import Gateway

/// GetRemitStatus through the dispatcher: whom it asks, and what the ledger says where OY! does not.
@Suite struct RemitStatusTests: PayoutCallSuite {
    @Test("GetRemitStatus asks nobody about a payout of another partner, and says what is on disk", arguments: [PayoutState.unknown, .inProgress])
    func anotherPartners(state: PayoutState) async throws {
        var payout = try stored(state)
        payout.partner = .sample
        let gateway = try gateway(ScriptedUpstream([], partner: .another), with: payout)
        #expect(try await gateway.call("GetRemitStatus", "{\(Self.named)}").get().integer("state") == state.number)
    }

    @Test("GetRemitStatus asks as whom the payout was sent, and once that is not possible any more asks no further")
    func asPartner() async throws {
        var payout = try stored(.unknown)
        payout.partner = .sample
        let upstream = ScriptedUpstream([.surelyUnsent(AttemptFailure(.partnerChanged))])
        let end = try await gateway(upstream, with: payout).failure("GetRemitStatus", "{\(Self.named)}")
        #expect(upstream.attempts.map(\.partner) == [.sample])
        #expect(end.reason == "UPSTREAM_UNAVAILABLE")
    }

    @Test("Of one's own payout that is yet to be sent the ledger speaks, and OY! is not asked")
    func ownUnsentStatus() async throws {
        let state = PayoutState.recorded
        let upstream = ScriptedUpstream([])
        let gateway = try gateway(upstream, with: try stored(state))
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).get()
        #expect(answer.integer("state") == state.number)
        #expect(answer.string("partner_trx_id") == "pay-1")
        #expect(answer.integer("amount") == 125_000)
        #expect(answer.string("recipient_account") == "1239812390")
        #expect(upstream.attempts.isEmpty)
    }

    @Test("A payout that the ledger has is never NOT_FOUND to who asked for it, or may see it", arguments: [
        PayoutState.unknown, .inProgress, .awaitingApproval, .completed, .failed, .rejected, .cancelled,
    ], [Caller.payroll, .auditor])
    func ownStatusNotFound(state: PayoutState, caller: Caller) async throws {
        let gateway = try gateway(ScriptedUpstream([.said("204")]), with: try stored(state))
        var allowed = caller
        allowed.methods = [MethodPattern("*")!]
        gateway.callers.replace(by: CallerDirectory([allowed]))
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#, as: allowed).get()
        #expect(answer.integer("state") == state.number)
        #expect(gateway.log.ended.last?.oyCode == "204")
    }

    @Test("990 is OY!'s other word for what it does not find: the ledger speaks", arguments: [
        PayoutState.unknown, .inProgress, .awaitingApproval, .completed, .cancelled,
    ])
    func ownStatusStrange(state: PayoutState) async throws {
        let gateway = try gateway(ScriptedUpstream([.said("990")]), with: try stored(state))
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).get()
        #expect(answer.integer("state") == state.number)
    }

    @Test("A payout that is recorded while OY! is asked about its name is not NOT_FOUND either")
    func statusOfOneThatComes() async throws {
        let (ledger, payout) = (FakeLedger(), try stored(.unknown))
        let upstream = ScriptedUpstream([.said("204")], during: { _ in ledger["pay-1"] = payout })
        let gateway = try TestGateway(upstream, clock: ManualClock(), ledger: ledger)
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).get()
        #expect(answer.integer("state") == PayoutState.unknown.number)
    }

    @Test("A payout from before the gateway is NOT_FOUND where OY! says so")
    func statusOfNone() async throws {
        let gateway = try gateway(ScriptedUpstream([.said("204")]), with: nil)
        #expect(try await gateway.failure("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).reason == "PARTNER_TRX_ID_NOT_FOUND")
    }

    @Test("What OY! leaves out of its answer is the ledger's to say")
    func filledIn() async throws {
        let upstream = ScriptedUpstream([.said("101", #""partner_trx_id":"pay-1","trx_id":"t-1""#)])
        let gateway = try gateway(upstream, with: try stored(.inProgress))
        let answer = try await gateway.call("GetRemitStatus", "{\(Self.named)}").get()
        #expect(answer.integer("amount") == 125_000)
        #expect(answer.string("recipient_bank") == "014")
        #expect(answer.string("recipient_account") == "1239812390")
    }
}
