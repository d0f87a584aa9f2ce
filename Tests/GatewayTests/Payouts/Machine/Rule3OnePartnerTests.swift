import Testing

@testable import Gateway

/// Rule 3: a payout is asked about, and sent again, only as whom it was sent. To another partner OY! says "not found" of what it has.
@Suite struct Rule3OnePartnerTests {
    private func laterAsAnother(_ machine: PayoutMachine) -> PayoutMachine {
        PayoutMachine(stored: machine.payout, settings: defaults, partner: .another)
    }

    @Test func anAttemptIsCountedAsWhomItIsMade() {
        #expect(PayoutMachine.recorded.payout.partner == nil)
        #expect(PayoutMachine.sending.payout.partner == .sample)
    }

    @Test(arguments: [PayoutMachine.unknown, .inProgress])
    func asAnotherItIsNeitherAskedAboutNorSent(machine: PayoutMachine) {
        var later = laterAsAnother(machine)
        let actions = later.turnCame(at: second(600), clear: true)
        #expect(actions == [.record([.alarm(.sentAsAnotherPartner)]), .alarm(.sentAsAnotherPartner)])
        #expect(later.payout.state == machine.payout.state)
        #expect(later.payout.partner == .sample)
        #expect(later.payout.nextActionAt.map { $0 > second(600) } == true)
    }

    @Test func oncePartnerIsBackItIsAskedAbout() {
        var away = laterAsAnother(.unknown)
        _ = away.turnCame(at: second(600), clear: true)
        var back = PayoutMachine(stored: away.payout, settings: defaults, partner: .sample)
        #expect(back.turnCame(at: second(700), clear: true) == [.ask])
    }

    /// Whether or not the circuit is open: OY! is not called.
    @Test func theAlarmComesAgain() {
        var machine = laterAsAnother(.unknown)
        for turn in 1...3 {
            let now = second(Double(turn) * 3_600)
            #expect(machine.turnCame(at: now, clear: turn > 1).kinds == ["record", "alarm"])
            #expect(machine.payout.nextActionAt == now.advanced(by: .seconds(3_600)))
        }
    }

    /// Nothing of it can be anywhere, so it is nobody's yet.
    @Test func whatNeverLeftGoesAsWhoeverItIsNow() {
        let unsent = PayoutMachine.sending.sent(.unsent, at: 1)
        #expect(unsent.payout.partner == nil)
        var later = laterAsAnother(unsent)
        #expect(later.turnCame(at: second(5), clear: true).kinds == ["record", "send"])
        #expect(later.payout.partner == .another)
    }

    /// What left and was refused by a 429 is told from a re-send by its id, as that partner only.
    @Test func whatLeftWaitsForItsPartnerUntilItsTimeIsOver() {
        var later = laterAsAnother(PayoutMachine.sending.sent(.code("429"), at: 1))
        #expect(later.turnCame(at: second(5), clear: true).kinds == ["record", "alarm"])
        #expect(later.payout.state == .recorded)
        #expect(later.payout.nextActionAt == second(900))
        _ = later.turnCame(at: second(900), clear: true)
        #expect(later.payout.state == .cancelled)
    }

    /// OY! would take it for a first attempt. Paid or not is all that an operator can know of it.
    @Test func anOperatorCannotHaveItSentAsAnother() {
        var machine = laterAsAnother(.unknown)
        let before = machine
        #expect(throws: PayoutRefusal.sentAsAnotherPartner) {
            try machine.decided(.resend, by: "ops", uid: 1, reason: "support says nothing came of it", at: second(600))
        }
        #expect(machine == before)
    }

    /// From before it was kept as whom a payout was sent.
    @Test func whatNobodyKnowsIsAskedAboutAsWhoeverItIsNow() {
        var payout = PayoutMachine.unknown.payout
        payout.partner = nil
        var machine = PayoutMachine(stored: payout, settings: defaults, partner: .another)
        #expect(machine.turnCame(at: second(600), clear: true) == [.ask])
    }

    @Test func whatNobodyKnewIsKnownOnceOYHasAcknowledgedIt() {
        var payout = PayoutMachine.unknown.payout
        payout.partner = nil
        let machine = PayoutMachine(stored: payout, settings: defaults, partner: .another).asking(at: 600)
        #expect(machine.asked(.code("101"), at: 601).payout.partner == .another)
        #expect(machine.asked(.code("204"), at: 601, clear: false).payout.partner == nil)
    }

    @Test(arguments: [PayoutDecision.paid, .notPaid])
    func anOperatorMayDecideAllTheSame(decision: PayoutDecision) throws {
        var machine = laterAsAnother(.unknown)
        _ = try machine.decided(decision, by: "ops", uid: 1, reason: "support says so", at: second(600))
        #expect(machine.payout.state == (decision == .paid ? .completed : .failed))
    }
}
