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

    /// The longer it lasts the rarer the alarm, and an hour at most until it is asked about again.
    @Test func theAlarmComesAgainEverMoreRarely() {
        var machine = laterAsAnother(.unknown)
        var now = second(1_000)
        var pauses: [Int64] = []
        for _ in 0..<16 {
            _ = machine.turnCame(at: now, clear: true)
            let next = machine.payout.nextActionAt ?? now
            pauses.append(now.duration(to: next).wholeMilliseconds)
            now = next
        }
        #expect(pauses == pauses.sorted())
        #expect(pauses.last == PayoutLimits.longestPoll.wholeMilliseconds)
    }

    /// Nothing of it can be anywhere, so it is nobody's yet.
    @Test func whatNeverLeftGoesAsWhoeverItIsNow() {
        let unsent = PayoutMachine.sending.sent(.unsent, at: 1)
        #expect(unsent.payout.partner == nil)
        var later = laterAsAnother(unsent)
        #expect(later.turnCame(at: second(5), clear: true).kinds == ["record", "send"])
        #expect(later.payout.partner == .another)
    }

    /// OY! refused that one: nothing came of it.
    @Test func whatWasRefusedGoesAsWhoeverItIsNow() {
        var later = laterAsAnother(PayoutMachine.sending.sent(.code("429"), at: 1))
        #expect(later.turnCame(at: second(5), clear: true).kinds == ["record", "send"])
        #expect(later.payout.partner == .another)
    }

    /// The re-send did not leave: the payout is still the earlier attempt's.
    @Test func anUnsentResendLeavesItWithTheEarlierPartner() throws {
        var machine = laterAsAnother(.unknown)
        _ = try machine.decided(.resend, by: "ops", uid: 1, reason: "support says nothing came of it", at: second(600))
        #expect(machine.payout.partner == .another)
        #expect(machine.sent(.unsent, at: 601).payout.partner == .sample)
        #expect(machine.sent(.lost, at: 601).payout.partner == .another)
    }

    /// From before it was kept as whom a payout was sent.
    @Test func whatNobodyKnowsIsAskedAboutAsWhoeverItIsNow() {
        var payout = PayoutMachine.unknown.payout
        payout.partner = nil
        var machine = PayoutMachine(stored: payout, settings: defaults, partner: .another)
        #expect(machine.turnCame(at: second(600), clear: true) == [.ask])
    }

    @Test(arguments: [PayoutDecision.paid, .notPaid])
    func anOperatorMayDecideAllTheSame(decision: PayoutDecision) throws {
        var machine = laterAsAnother(.unknown)
        _ = try machine.decided(decision, by: "ops", uid: 1, reason: "support says so", at: second(600))
        #expect(machine.payout.state == (decision == .paid ? .completed : .failed))
    }
}
