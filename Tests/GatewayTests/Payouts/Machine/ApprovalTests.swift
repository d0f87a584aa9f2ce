import Testing

@testable import Gateway

/// Four eyes: nothing is sent before another person agrees, and nobody waits for ever.
@Suite struct ApprovalTests {
    private func approved(at seconds: Double) throws -> PayoutMachine {
        var machine = PayoutMachine.awaitingApproval
        _ = try machine.decided(.approve, by: "chief", uid: 9, reason: "", at: second(seconds))
        return machine
    }

    @Test func itIsRecordedAndNothingIsSent() {
        var machine = PayoutMachine.fresh
        #expect(machine.requestedForApproval(at: second(0)).kinds == ["record"])
        #expect(machine.payout.state == .awaitingApproval)
        #expect(machine.payout.requestedByUID == 1001)
        #expect(machine.payout.nextActionAt == second(86_400))
    }

    @Test func beforeItExpiresATurnDoesNothing() {
        var machine = PayoutMachine.awaitingApproval
        for clear in [true, false] {
            #expect(machine.turnCame(at: second(86_399), clear: clear).isEmpty)
            #expect(machine == .awaitingApproval)
        }
    }

    /// A clock that was ahead when it was asked for must not make it approvable, and sent, a month late.
    @Test func aClockThatWasSetBackDoesNotExtendTheTime() {
        var machine = PayoutMachine.awaitingApproval
        let monthBefore = -30.0 * 86_400
        #expect(machine.turnCame(at: second(monthBefore), clear: true).kinds == ["record"])
        #expect(machine.payout.nextActionAt == second(monthBefore + 86_400))
        #expect(machine.turnCame(at: second(monthBefore + 1), clear: true).isEmpty)
        #expect(machine.turnCame(at: second(monthBefore + 86_400), clear: true).kinds == ["record"])
        #expect(machine.payout.state == .cancelled)
    }

    @Test func unapprovedItIsCancelledInTheEndWhateverOYCanDo() {
        for clear in [true, false] {
            var machine = PayoutMachine.awaitingApproval
            #expect(machine.turnCame(at: second(86_400), clear: clear).kinds == ["record"])
            #expect(machine.payout.state == .cancelled)
            #expect(machine.payout.reason == "was not approved in time")
            #expect(machine.payout.finalAt == second(86_400))
            #expect(machine.payout.attempts == 0)
        }
    }

    /// Whether the turn that cancels it or the approver comes first must not matter.
    @Test func afterItHasExpiredNobodyApprovesIt() throws {
        #expect(try approved(at: 86_399.999).payout.state == .recorded)
        for seconds in [86_400, 100_000.0] {
            #expect(throws: PayoutRefusal.notInTime(.approve)) { try approved(at: seconds) }
        }
        var machine = PayoutMachine.awaitingApproval
        _ = try machine.decided(.decline, by: "chief", uid: 9, reason: "late", at: second(86_400))
        #expect(machine.payout.state == .cancelled)
    }

    @Test func whatTheGatewayCancelsNobodyDecided() throws {
        var machine = try approved(at: 10)
        #expect(machine.payout.decidedBy == "chief")
        _ = machine.turnCame(at: second(910), clear: true)
        #expect(machine.payout.state == .cancelled)
        #expect(machine.payout.decidedBy == nil)
        #expect(machine.payout.reason == "could not be sent in time")
    }

    @Test func sendForCountsFromTheApproval() throws {
        let approvedAt = 50_000.0
        var machine = try approved(at: approvedAt)
        #expect(machine.payout.state == .recorded)
        #expect(machine.payout.nextActionAt == second(approvedAt))
        #expect(machine.payout.sendUntil == second(approvedAt + 900))
        #expect(machine.turnCame(at: second(approvedAt + 899), clear: true).kinds == ["record", "send"])
        machine = try approved(at: approvedAt)
        #expect(machine.turnCame(at: second(approvedAt + 900), clear: true).kinds == ["record", "alarm"])
        #expect(machine.payout.state == .cancelled)
    }

    /// Neither by name nor by uid: two names of one uid are one person.
    @Test(arguments: [PayoutDecision.approve, .decline], [("chief", UInt32(1001)), ("payroll", 9), ("payroll", 1001)])
    func nobodyDecidesAboutItsOwn(decision: PayoutDecision, person: (name: String, uid: UInt32)) {
        var machine = PayoutMachine.awaitingApproval
        #expect(throws: PayoutRefusal.notAnother(decision)) {
            try machine.decided(decision, by: person.name, uid: person.uid, reason: "mine", at: second(1))
        }
        #expect(machine == .awaitingApproval)
    }

    @Test func whereNobodyKnowsWhoAskedNobodyApproves() {
        var machine = PayoutMachine(.sample, at: second(0), settings: defaults, partner: .sample)
        _ = machine.requestedForApproval(at: second(0))
        #expect(throws: PayoutRefusal.notAnother(.approve)) {
            try machine.decided(.approve, by: "chief", uid: 9, reason: "", at: second(1))
        }
    }

    @Test func decliningTakesAReasonAndWithdrawingDoesNot() throws {
        var machine = PayoutMachine.awaitingApproval
        #expect(throws: PayoutRefusal.reasonMissing) {
            try machine.decided(.decline, by: "chief", uid: 9, reason: " ", at: second(1))
        }
        _ = try machine.decided(.cancel, by: "payroll", uid: 1001, reason: "", at: second(1))
        #expect(machine.payout.state == .cancelled)
    }

    /// What was approved and then refused by OY! for the moment (429) does not wait for approval again.
    @Test func approvalIsGivenOnce() throws {
        var machine = try approved(at: 10)
        _ = machine.turnCame(at: second(11), clear: true)
        machine = machine.sent(.code("429"), at: 12)
        #expect(machine.payout.state == .recorded)
        #expect(throws: PayoutRefusal.notPossible(.approve, in: .recorded)) {
            try machine.decided(.approve, by: "chief", uid: 9, reason: "", at: second(13))
        }
    }
}
