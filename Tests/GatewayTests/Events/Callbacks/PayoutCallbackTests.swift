import Contract
import TestSupport
import Testing

@testable import Gateway

/// A callback reports on a payout: OY! is asked, and the states must agree.
@Suite struct PayoutCallbackTests {
    private typealias Room = CallbackFixture

    private static let completed = #"{"status":{"code":"000"},"partner_trx_id":"own"}"#

    private func payout(_ state: PayoutState) -> Payout {
        var payout = Payout(
            partnerTrxID: "own", caller: "payroll", body: Array("{}".utf8), amountRupiah: 10_000, recipientBank: "014",
            createdAt: second(1), state: state, sendUntil: second(2), nextActionAt: state.isFinal ? nil : second(1_000_000))
        payout.finalAt = state.isFinal ? second(1) : nil
        return payout
    }

    @Test func `OY! is asked about a failed payout that it reports as paid, and the alarm is one of its own`() async throws {
        let fixture = try Room([.said("000", #""partner_trx_id":"own","amount":10000"#)])
        var failed = payout(.failed)
        failed.partner = .sample
        fixture.ledger["own"] = failed
        try await fixture.receive(.disbursement, Self.completed)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.upstream.attempts.map(\.request.target) == ["/api/remit-status"])
        #expect(fixture.upstream.attempts.map(\.partner) == [.sample])
        #expect(fixture.ledger["own"]?.livesOnSince != nil, "nobody hears any more that it was not paid")
        #expect(fixture.ledger["own"]?.state == .failed)
        #expect(fixture.concluded == [.disputed])
        #expect(fixture.outcomes == ["received", "disputed"])
        #expect(fixture.told.map(\.isVerified) == [true])
    }

    @Test func `a second payment under one id is told beside the first, and the trail has OY!'s name for each`() async throws {
        let fixture = try Room([.said("000", #""partner_trx_id":"own","amount":10000,"trx_id":"TRX-B""#)])
        var paid = payout(.completed)
        paid.trxID = "TRX-A"
        paid.partner = .sample
        fixture.ledger["own"] = paid
        try await fixture.receive(.disbursement, Self.completed)
        _ = await fixture.processor.lookUpDue()
        try await fixture.receive(.disbursement, #"{"status":{"code":"000"},"partner_trx_id":"own","trx_id":"TRX-B"}"#)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded == [.told, .disputed])
        let names = fixture.told.compactMap { event in
            if case .facts(let facts) = event.content { event.kind.message(of: facts)?.string("trx_id") } else { nil }
        }
        #expect(names == ["TRX-A", "TRX-B"])
        let entries = fixture.ledger.state.value.entries.filter { $0.kind == .callback && $0.outcome?.code != "received" }
        #expect(entries.map(\.trxID) == ["TRX-A", "TRX-B"])
    }

    @Test func `a second payment of other money under one id is disputed at once: those who see all hear of it, with an alarm`() async throws {
        let fixture = try Room([.said("000", #""partner_trx_id":"own","amount":25000,"trx_id":"TRX-B""#)])
        var paid = payout(.completed)
        paid.trxID = "TRX-A"
        paid.partner = .sample
        fixture.ledger["own"] = paid
        try await fixture.receive(.disbursement, #"{"status":{"code":"000"},"partner_trx_id":"own","trx_id":"TRX-B","amount":25000}"#)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded == [.disputed])
        #expect(fixture.outcomes == ["received", "disputed"])
        #expect(fixture.ledger.alarms == ["another_trx_id"])
        #expect(fixture.told.count == 1 && fixture.told.allSatisfy { fixture.ledger.state.value.events.owner(of: $0) == nil })
        #expect(fixture.ledger["own"]?.trxID == "TRX-A")
        #expect(fixture.answers.count == 1 && fixture.answers[0].contains("25000"))
    }

    @Test(arguments: [
        (PayoutState.failed, ["answer_not_believed"]), (.completed, ["answer_not_believed"]), (.cancelled, []),
    ] as [(PayoutState, [String])])
    func `other money under the id of a payout that has ended is an alarm, whatever OY! calls it`(state: PayoutState, alarms: [String]) async throws {
        let code = state == .completed ? "300" : "000"
        let fixture = try Room([.said(code, #""partner_trx_id":"own","amount":25000"#)])
        var ended = payout(state)
        ended.partner = .sample
        fixture.ledger["own"] = ended
        try await fixture.receive(.disbursement, #"{"status":{"code":"\#(code)"},"partner_trx_id":"own"}"#)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded == [.disputed])
        #expect(fixture.ledger.alarms == alarms)
    }

    @Test(arguments: [
        (PayoutState.completed, [CallbackConclusion.told, .repeated]), (.failed, [.disputed, .disputed]),
    ])
    func `a report that comes again adds nothing to what the trail has of the money`(
        state: PayoutState, concluded: [CallbackConclusion]
    ) async throws {
        let fixture = try Room(Array(repeating: .said("000", #""partner_trx_id":"own","amount":10000"#), count: 2))
        var payout = payout(state)
        payout.partner = .sample
        fixture.ledger["own"] = payout
        for _ in 0..<2 {
            try await fixture.receive(.disbursement, Self.completed)
            _ = await fixture.processor.lookUpDue()
        }
        #expect(fixture.concluded == concluded)
        #expect(fixture.told.count == 1 && fixture.answers.count == 1)
    }

    @Test
    func `OY! is asked about a payout that waits for approval and that it reports as paid: it is marked, and approved no more`() async throws {
        let fixture = try Room([.said("000", #""partner_trx_id":"own","amount":10000"#)])
        fixture.ledger["own"] = payout(.awaitingApproval)
        try await fixture.receive(.disbursement, Self.completed)
        _ = await fixture.processor.lookUpDue()
        let marked = try #require(fixture.ledger["own"])
        #expect(marked.state == .awaitingApproval && marked.livesOnSince != nil)
        #expect(fixture.concluded == [.disputed])
        #expect(throws: PayoutRefusal.livesOn) {
            var machine = PayoutMachine(stored: marked, settings: defaults, partner: .sample)
            _ = try machine.decided(.approve, by: "boss", uid: 7, reason: "fine", at: second(2))
        }
    }

    @Test
    func `what was sent as another partner is told where the ledger knows as much, and where it does not OY! is not asked`() async throws {
        for (state, concluded) in [(PayoutState.completed, [CallbackConclusion.told]), (.failed, []), (.unknown, [])] {
            let fixture = try Room([])
            var payout = payout(state)
            payout.partner = .another
            fixture.ledger["own"] = payout
            try await fixture.receive(.disbursement, Self.completed)
            _ = await fixture.processor.lookUpDue()
            #expect(fixture.concluded == concluded, "\(state)")
        }
    }

    @Test func `a true report on a payout whose state nobody knows waits until OY! can be asked`() async throws {
        let fixture = try Room(Array(repeating: .surelyUnsent(AttemptFailure(.connectionRefused)), count: 12))
        fixture.ledger["own"] = payout(.recorded)
        try await fixture.receive(.disbursement, Self.completed)
        for _ in 0..<3 {
            _ = await fixture.processor.lookUpDue()
            fixture.clock.advance(by: .seconds(3_600))
        }
        #expect(fixture.concluded.isEmpty)
        fixture.ledger["own"] = payout(.completed)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded == [.told])
    }

    @Test func `a report on a payout made elsewhere is looked up`() async throws {
        let fixture = try Room([.said("000", #""partner_trx_id":"x""#)])
        try await fixture.receive(.disbursement, #"{"status":{"code":"000"},"partner_trx_id":"x"}"#)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.map(\.kind) == [.disbursement])
        #expect(fixture.told.first?.isVerified == true)
    }
}
