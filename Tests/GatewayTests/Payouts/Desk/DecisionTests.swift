import Contract
import TestSupport
import Testing

@testable import Gateway

/// WaitPayout, CancelPayout, ApprovePayout, ResolvePayout, through the desk.
@Suite(.timeLimit(.minutes(1))) struct DecisionTests {
    @Test func `what is only recorded can be cancelled`() async throws {
        let office = Office()
        office.gate.isOpen = false
        try await office.open { () async throws in
            async let answer = office.remit(within: 20)
            try await office.ledger.until("pay-1") { $0.state == .recorded }
            await office.untilWaiting(within: 20)
            await office.tick()
            #expect(try await office.decide(.cancel, owner: "payroll").state == .cancelled)
            #expect(try await answer.state == .cancelled)
        }
        #expect(office.ledger["pay-1"]?.decidedBy == "ops")
    }

    /// Refused as soon as anything may have been sent: the attempt's end decides.
    @Test func `what may have been sent cannot be cancelled`() async throws {
        let office = Office()
        try await office.open { () async throws in
            async let answer = office.remit(within: 30)
            let attempt = await office.upstream.next()
            async let refusal = office.refusal { try await office.decide(.cancel, within: 20) }
            await office.untilWaiting(within: 20)
            attempt.answer("101 OY-1")
            #expect(await refusal == .notPossible(.cancel, in: .inProgress))
            #expect(try await answer.state == .inProgress)
        }
    }

    @Test func `another's payout is not there`() async throws {
        let office = Office()
        office.ledger["pay-1"] = PayoutMachine.recorded.payout
        try await office.open { () async throws in
            await #expect(throws: PayoutRefusal.notFound) { try await office.decide(.cancel, owner: "refunds") }
            await #expect(throws: PayoutRefusal.notFound) {
                try await office.desk.wait(for: "pay-1", caller: "refunds", owner: "refunds", deadline: office.clock.now)
            }
            await #expect(throws: PayoutRefusal.notFound) {
                try await office.desk.payout(named: "pay-9", owner: nil)
            }
            await office.upstream.next().answer("000 OY-1")
        }
    }

    @Test func `an operator says that it was paid`() async throws {
        let office = Office()
        office.gate.isOpen = false
        office.ledger["pay-1"] = PayoutMachine.unknown.payout
        try await office.open { () async throws in
            #expect(try await office.decide(.paid).state == .completed)
            await #expect(throws: PayoutRefusal.notPossible(.notPaid, in: .completed)) {
                try await office.decide(.notPaid)
            }
        }
        let decided = office.ledger.state.value.entries.first { $0.detail != nil }
        #expect(decided?.detail == "recorded as paid by ops: support says so")
        #expect(decided?.caller?.name == "ops")
    }

    @Test func `an operator has it sent again`() async throws {
        let office = Office()
        var payout = PayoutMachine.unknown.payout
        payout.nextActionAt = second(4000)
        office.ledger["pay-1"] = payout
        office.clock.advance(by: .seconds(2000))
        try await office.open { () async throws in
            #expect(try await office.decide(.resend).attempts == 2)
            let again = await office.upstream.next()
            #expect(again.request.body == PayoutIntent.sample.body)
            again.answer("000 OY-1")
        }
        #expect(office.ledger["pay-1"]?.state == .completed)
    }

    @Test(arguments: [
        PayoutDecision.notPaid, .resend,
    ])
    func `rule 2: OY!'s word that it has the payout, while a decision waits, overtakes the decision`(decision: PayoutDecision) async throws {
        let office = Office()
        office.ledger["pay-1"] = PayoutMachine.unknown.payout
        office.clock.advance(by: .seconds(2000))
        try await office.open { () async throws in
            await office.tick()
            let question = await office.upstream.next()
            async let refusal = office.refusal { try await office.decide(decision, within: 20) }
            await office.untilWaiting(within: 20)
            question.answer("101 OY-1")
            #expect(await refusal == .overtaken(decision, in: .inProgress))
        }
        #expect(office.ledger["pay-1"]?.state == .inProgress)
        #expect(office.ledger["pay-1"]?.decidedBy == nil)
    }

    @Test(arguments: [PayoutDecision.notPaid, .resend])
    func `or where somebody else hears it meanwhile, and that is not written down yet`(decision: PayoutDecision) async throws {
        let office = Office()
        let payout = PayoutMachine.unknown.payout
        office.ledger["pay-1"] = payout
        office.clock.advance(by: .seconds(2000))
        try await office.open { () async throws in
            await office.tick()
            let question = await office.upstream.next()
            async let refusal = office.refusal { try await office.decide(decision, within: 20) }
            await office.untilWaiting(within: 20)
            async let noted = office.hears(of: payout, within: .seconds(25))
            await office.untilWaiting(within: 25)
            question.end(.unknown(AttemptFailure(.connectionClosed)))
            #expect(await refusal == .overtaken(decision, in: .unknown))
            #expect(try await noted.state == .inProgress)
        }
        #expect(office.ledger["pay-1"]?.decidedBy == nil)
    }

    @Test func `what OY! said before the decision does not stand against it: who decides knows it`() async throws {
        let office = Office()
        office.ledger["pay-1"] = PayoutMachine.inProgress.payout
        office.clock.advance(by: .seconds(2000))
        try await office.open { () async throws in
            await office.tick()
            let question = await office.upstream.next()
            async let decided = office.decide(.notPaid, within: 20)
            await office.untilWaiting(within: 20)
            question.answer("101 OY-1")
            #expect(try await decided.state == .failed)
        }
    }

    @Test func `with the gate closed nothing is sent again`() async throws {
        let office = Office()
        office.gate.isOpen = false
        office.ledger["pay-1"] = PayoutMachine.unknown.payout
        office.clock.advance(by: .seconds(2000))
        try await office.open { () async throws in
            await #expect(throws: PayoutRefusal.upstreamUnavailable) { try await office.decide(.resend) }
        }
        #expect(office.ledger["pay-1"] == PayoutMachine.unknown.payout)
    }

    @Test func `a decision that cannot be written is not taken`() async throws {
        let office = Office()
        office.gate.isOpen = false
        office.ledger["pay-1"] = PayoutMachine.unknown.payout
        try await office.open { () async throws in
            office.ledger.isBroken = true
            await #expect(throws: PayoutRefusal.ledgerUnavailable) { try await office.decide(.paid) }
        }
        #expect(office.ledger["pay-1"]?.state == .unknown)
    }

    @Test func `another person approves`() async throws {
        let office = Office()
        let requester = AuditCaller(name: "payroll", uid: 1001, gid: 1, pid: 1, executable: nil)
        try await office.open { () async throws in
            let asked = try await office.desk.remit(
                .sample, caller: requester, needsApproval: true, deadline: office.clock.now.advanced(by: .seconds(30)))
            #expect(asked.state == .awaitingApproval)
            #expect(try await office.decide(.approve).state == .recorded)
            await office.tick()
            await office.upstream.next().answer("000 OY-1")
        }
        #expect(office.ledger["pay-1"]?.state == .completed)
    }

    @Test func `waiting ends with the final state`() async throws {
        let office = Office()
        try await office.open { () async throws in
            async let answer = office.remit()
            await office.upstream.next().answer("101 OY-1")
            _ = try await answer
            async let waiting = office.desk.wait(
                for: "pay-1", caller: "payroll", owner: "payroll", deadline: office.clock.now.advanced(by: .seconds(300)))
            await office.untilWaiting(within: 300)
            await office.skip(.seconds(60))
            await office.upstream.next().answer("300")
            #expect(try await waiting.state == .failed)
        }
    }

    /// A stranger's call under the name takes what is known out of memory, so that the stranger does not hear it.
    @Test func `who waits hears the present state, whatever others ask for`() async throws {
        let office = Office()
        office.ledger["pay-1"] = PayoutMachine.unknown.payout
        try await office.open { () async throws in
            async let answer = office.desk.wait(
                for: "pay-1", caller: "payroll", owner: "payroll", deadline: office.clock.now.advanced(by: .seconds(10)))
            await office.untilWaiting(within: 10)
            await office.skip(.seconds(3))
            await office.upstream.next().answer("101 OY-1")
            try await office.ledger.until("pay-1") { $0.state == .inProgress }
            await office.tick()
            var stranger = PayoutIntent.sample
            stranger.caller = "refunds"
            let asked = stranger
            #expect(await office.refusal { try await office.remit(asked) } == .idReused)
            office.clock.advance(by: .seconds(10))
            #expect(try await answer.state == .inProgress)
        }
    }

    @Test func `waiting ends with the present state before the deadline`() async throws {
        let office = Office()
        try await office.open { () async throws in
            async let answer = office.remit()
            await office.upstream.next().answer("101 OY-1")
            _ = try await answer
            async let waiting = office.desk.wait(
                for: "pay-1", caller: "payroll", owner: nil, deadline: office.clock.now.advanced(by: .seconds(10)))
            await office.untilWaiting(within: 10)
            office.clock.advance(by: .seconds(10))
            #expect(try await waiting.state == .inProgress)
        }
    }
}
