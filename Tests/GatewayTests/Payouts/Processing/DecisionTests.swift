import Contract
import TestSupport
import Testing

@testable import Gateway

/// WaitPayout, CancelPayout, ApprovePayout, ResolvePayout, through the processor.
@Suite(.timeLimit(.minutes(1))) struct DecisionTests {
    @Test func `what is only recorded can be cancelled`() async throws {
        let fixture = PayoutFixture()
        fixture.gate.isOpen = false
        try await fixture.open { () async throws in
            async let answer = fixture.remit(within: 20)
            try await fixture.ledger.until("pay-1") { $0.state == .recorded }
            await fixture.untilWaiting(within: 20)
            await fixture.tick()
            #expect(try await fixture.decide(.cancel, owner: "payroll").state == .cancelled)
            #expect(try await answer.state == .cancelled)
        }
        #expect(fixture.ledger["pay-1"]?.decidedBy == "ops")
    }

    /// Refused as soon as anything may have been sent: the attempt's end decides.
    @Test func `what may have been sent cannot be cancelled`() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            async let answer = fixture.remit(within: 30)
            let attempt = await fixture.upstream.next()
            async let refusal = fixture.refusal { try await fixture.decide(.cancel, within: 20) }
            await fixture.untilWaiting(within: 20)
            attempt.answer("101 OY-1")
            #expect(await refusal == .notPossible(.cancel, in: .inProgress))
            #expect(try await answer.state == .inProgress)
        }
    }

    @Test func `another's payout is not there`() async throws {
        let fixture = PayoutFixture()
        fixture.ledger["pay-1"] = PayoutMachine.recorded.payout
        try await fixture.open { () async throws in
            await #expect(throws: PayoutRefusal.notFound) { try await fixture.decide(.cancel, owner: "refunds") }
            await #expect(throws: PayoutRefusal.notFound) {
                try await fixture.processor.wait(for: "pay-1", caller: "refunds", owner: "refunds", deadline: fixture.clock.now)
            }
            await #expect(throws: PayoutRefusal.notFound) {
                try await fixture.processor.payout(named: "pay-9", owner: nil)
            }
            await fixture.upstream.next().answer("000 OY-1")
        }
    }

    @Test func `an operator says that it was paid`() async throws {
        let fixture = PayoutFixture()
        fixture.gate.isOpen = false
        fixture.ledger["pay-1"] = PayoutMachine.unknown.payout
        try await fixture.open { () async throws in
            #expect(try await fixture.decide(.paid).state == .completed)
            await #expect(throws: PayoutRefusal.notPossible(.notPaid, in: .completed)) {
                try await fixture.decide(.notPaid)
            }
        }
        let decided = fixture.ledger.state.value.entries.first { $0.detail != nil }
        #expect(decided?.detail == "recorded as paid by ops: support says so")
        #expect(decided?.caller?.name == "ops")
    }

    @Test func `an operator has it sent again`() async throws {
        let fixture = PayoutFixture()
        var payout = PayoutMachine.unknown.payout
        payout.nextActionAt = second(4000)
        fixture.ledger["pay-1"] = payout
        fixture.clock.advance(by: .seconds(2000))
        try await fixture.open { () async throws in
            #expect(try await fixture.decide(.resend).attempts == 2)
            let again = await fixture.upstream.next()
            #expect(again.request.body == PayoutIntent.sample.body)
            again.answer("000 OY-1")
        }
        #expect(fixture.ledger["pay-1"]?.state == .completed)
    }

    @Test(arguments: [
        PayoutDecision.notPaid, .resend,
    ])
    func `rule 2: OY!'s word that it has the payout, while a decision waits, overtakes the decision`(decision: PayoutDecision) async throws {
        let fixture = PayoutFixture()
        fixture.ledger["pay-1"] = PayoutMachine.unknown.payout
        fixture.clock.advance(by: .seconds(2000))
        try await fixture.open { () async throws in
            await fixture.tick()
            let question = await fixture.upstream.next()
            async let refusal = fixture.refusal { try await fixture.decide(decision, within: 20) }
            await fixture.untilWaiting(within: 20)
            question.answer("101 OY-1")
            #expect(await refusal == .overtaken(decision, in: .inProgress))
        }
        #expect(fixture.ledger["pay-1"]?.state == .inProgress)
        #expect(fixture.ledger["pay-1"]?.decidedBy == nil)
    }

    @Test(arguments: [PayoutDecision.notPaid, .resend])
    func `or where somebody else hears it meanwhile, and that is not written down yet`(decision: PayoutDecision) async throws {
        let fixture = PayoutFixture()
        let payout = PayoutMachine.unknown.payout
        fixture.ledger["pay-1"] = payout
        fixture.clock.advance(by: .seconds(2000))
        try await fixture.open { () async throws in
            await fixture.tick()
            let question = await fixture.upstream.next()
            async let refusal = fixture.refusal { try await fixture.decide(decision, within: 20) }
            await fixture.untilWaiting(within: 20)
            async let noted = fixture.hears(of: payout, within: .seconds(25))
            await fixture.untilWaiting(within: 25)
            question.end(.unknown(AttemptFailure(.connectionClosed)))
            #expect(await refusal == .overtaken(decision, in: .unknown))
            #expect(try await noted.state == .inProgress)
        }
        #expect(fixture.ledger["pay-1"]?.decidedBy == nil)
    }

    @Test func `what OY! said before the decision does not stand against it: who decides knows it`() async throws {
        let fixture = PayoutFixture()
        fixture.ledger["pay-1"] = PayoutMachine.inProgress.payout
        fixture.clock.advance(by: .seconds(2000))
        try await fixture.open { () async throws in
            await fixture.tick()
            let question = await fixture.upstream.next()
            async let decided = fixture.decide(.notPaid, within: 20)
            await fixture.untilWaiting(within: 20)
            question.answer("101 OY-1")
            #expect(try await decided.state == .failed)
        }
    }

    @Test func `with the gate closed nothing is sent again`() async throws {
        let fixture = PayoutFixture()
        fixture.gate.isOpen = false
        fixture.ledger["pay-1"] = PayoutMachine.unknown.payout
        fixture.clock.advance(by: .seconds(2000))
        try await fixture.open { () async throws in
            await #expect(throws: PayoutRefusal.upstreamUnavailable) { try await fixture.decide(.resend) }
        }
        #expect(fixture.ledger["pay-1"] == PayoutMachine.unknown.payout)
    }

    @Test func `a decision that cannot be written is not taken`() async throws {
        let fixture = PayoutFixture()
        fixture.gate.isOpen = false
        fixture.ledger["pay-1"] = PayoutMachine.unknown.payout
        try await fixture.open { () async throws in
            fixture.ledger.isBroken = true
            await #expect(throws: PayoutRefusal.ledgerUnavailable) { try await fixture.decide(.paid) }
        }
        #expect(fixture.ledger["pay-1"]?.state == .unknown)
    }

    @Test func `another person approves`() async throws {
        let fixture = PayoutFixture()
        let requester = AuditCaller(name: "payroll", uid: 1001, gid: 1, pid: 1, executable: nil)
        try await fixture.open { () async throws in
            let asked = try await fixture.processor.remit(
                .sample, caller: requester, needsApproval: true, deadline: fixture.clock.now.advanced(by: .seconds(30)))
            #expect(asked.state == .awaitingApproval)
            #expect(try await fixture.decide(.approve).state == .recorded)
            await fixture.tick()
            await fixture.upstream.next().answer("000 OY-1")
        }
        #expect(fixture.ledger["pay-1"]?.state == .completed)
    }

    @Test func `waiting ends with the final state`() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            async let answer = fixture.remit()
            await fixture.upstream.next().answer("101 OY-1")
            _ = try await answer
            async let waiting = fixture.processor.wait(
                for: "pay-1", caller: "payroll", owner: "payroll", deadline: fixture.clock.now.advanced(by: .seconds(300)))
            await fixture.untilWaiting(within: 300)
            await fixture.skip(.seconds(60))
            await fixture.upstream.next().answer("300")
            #expect(try await waiting.state == .failed)
        }
    }

    /// A stranger's call under the name takes what is known out of memory, so that the stranger does not hear it.
    @Test func `who waits hears the present state, whatever others ask for`() async throws {
        let fixture = PayoutFixture()
        fixture.ledger["pay-1"] = PayoutMachine.unknown.payout
        try await fixture.open { () async throws in
            async let answer = fixture.processor.wait(
                for: "pay-1", caller: "payroll", owner: "payroll", deadline: fixture.clock.now.advanced(by: .seconds(10)))
            await fixture.untilWaiting(within: 10)
            await fixture.skip(.seconds(3))
            await fixture.upstream.next().answer("101 OY-1")
            try await fixture.ledger.until("pay-1") { $0.state == .inProgress }
            await fixture.tick()
            var stranger = PayoutIntent.sample
            stranger.caller = "refunds"
            let asked = stranger
            #expect(await fixture.refusal { try await fixture.remit(asked) } == .idReused)
            fixture.clock.advance(by: .seconds(10))
            #expect(try await answer.state == .inProgress)
        }
    }

    @Test func `waiting ends with the present state before the deadline`() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            async let answer = fixture.remit()
            await fixture.upstream.next().answer("101 OY-1")
            _ = try await answer
            async let waiting = fixture.processor.wait(
                for: "pay-1", caller: "payroll", owner: nil, deadline: fixture.clock.now.advanced(by: .seconds(10)))
            await fixture.untilWaiting(within: 10)
            fixture.clock.advance(by: .seconds(10))
            #expect(try await waiting.state == .inProgress)
        }
    }
}
