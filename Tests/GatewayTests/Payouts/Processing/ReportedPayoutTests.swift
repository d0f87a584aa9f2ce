import Contract
import TestSupport
import Testing

@testable import Gateway

/// OY! has reported on a payout that is yet to be sent (rule 3): until the report is looked up, it is neither sent nor given up.
@Suite(.timeLimit(.minutes(1))) struct ReportedPayoutTests {
    private func fixture(_ payout: Payout, reported id: String) async throws -> PayoutFixture {
        let fixture = PayoutFixture()
        fixture.ledger[payout.partnerTrxID] = payout
        let report = try ReceivedCallback(
            .disbursement, body: Array(#"{"status":{"code":"000"},"partner_trx_id":"\#(id)"}"#.utf8))
        try await fixture.ledger.commit(LedgerChange(entries: [], events: [.receive(report, at: second(0), lookUntil: second(100_000))]))
        return fixture
    }

    @Test func `rule 3: what is yet to be sent is not while OY!'s report on it waits`() async throws {
        let refused = PayoutMachine.sending.sent(.code("429"), at: 1).payout
        let fixture = try await fixture(refused, reported: "pay-1")
        try await fixture.open { () async throws in
            for _ in 1...3 { await fixture.tick() }
            await fixture.clock.untilTheResolverRests()
        }
        #expect(fixture.upstream.count == 0)
        #expect(fixture.ledger["pay-1"] == refused)
    }

    @Test func `rule 3: nor is it given up when its time is over`() async throws {
        let payout = PayoutMachine.recorded.payout
        let fixture = try await fixture(payout, reported: "pay-1")
        try await fixture.open { () async throws in
            await fixture.skip(.seconds(5_000))
            await fixture.clock.untilTheResolverRests()
        }
        #expect(fixture.ledger["pay-1"] == payout && fixture.ledger.alarms.isEmpty)
    }

    /// It was passed over once, and stands as far away as the clock then said.
    @Test func `a turn that waited for a report comes once that is looked up, though the clock was set back`() async throws {
        var payout = PayoutMachine.recorded.payout
        payout.updatedAt = second(400 * 86_400)
        payout.nextActionAt = second(400 * 86_400)
        payout.sendUntil = second(400 * 86_400)
        let fixture = try await fixture(payout, reported: "pay-1")
        try await fixture.open { () async throws in
            for _ in 1...3 { await fixture.tick() }
            await fixture.clock.untilTheResolverRests()
            #expect(fixture.upstream.count == 0)
            let waiting = try await fixture.ledger.pendingCallbacks(dueBy: .farthest, limit: 1)
            try await fixture.ledger.commit(
                LedgerChange(entries: [], events: waiting.map { .conclude($0, as: .contradicted, telling: [], at: second(0)) }))
            await fixture.tick()
            await fixture.upstream.next().answer("101 OY-1")
        }
        #expect(fixture.ledger["pay-1"]?.state == .inProgress)
    }

    @Test func `a report on another payout holds nothing up`() async throws {
        let fixture = try await fixture(PayoutMachine.recorded.payout, reported: "pay-2")
        try await fixture.open { () async throws in
            await fixture.tick()
            let attempt = await fixture.upstream.next()
            #expect(attempt.request.target == "/api/remit")
            attempt.answer("101 OY-1")
        }
        #expect(fixture.ledger["pay-1"]?.state == .inProgress)
    }

    @Test func `what was heard as one partner counts though another is in force by its turn`() async throws {
        let fixture = PayoutFixture()
        let payout = PayoutMachine(stored: PayoutMachine.unknown.payout, settings: defaults, partner: .another).sentByItsPartner
        fixture.ledger["pay-1"] = payout
        try await fixture.open { () async throws in
            #expect(try await fixture.hears(of: payout).isAcknowledged)
        }
        #expect(fixture.ledger["pay-1"]?.partner == .another)
        #expect(fixture.ledger["pay-1"]?.isAcknowledged == true)
    }
}

extension PayoutMachine {
    /// The payout, as if it had left as the machine's partner.
    fileprivate var sentByItsPartner: Payout {
        var payout = payout
        payout.partner = partner
        return payout
    }
}
