import Testing

@testable import Gateway

/// Each state at rest against each event that can come to it, with nothing left out.
@Suite struct EveryStateEveryEventTests {
    /// What a turn does, when OY! may be called and when it may not, and after `send_for` is over.
    @Test(arguments: [
        (PayoutState.recorded, ["record", "send"], [String](), ["record", "alarm"], PayoutState.cancelled),
        (.unknown, ["ask"], [], ["ask"], .unknown),
        (.inProgress, ["ask"], [], ["ask"], .inProgress),
        (.awaitingApproval, [], [], [], .awaitingApproval),
        (.completed, [], [], [], .completed),
        (.failed, [], [], [], .failed),
        (.rejected, [], [], [], .rejected),
        (.cancelled, [], [], [], .cancelled),
    ])
    func turn(state: PayoutState, clear: [String], notClear: [String], late: [String], lateState: PayoutState) {
        var machine = PayoutMachine.resting(in: state)
        #expect(machine.turnCame(at: second(100), clear: true).kinds == clear)

        machine = .resting(in: state)
        #expect(machine.turnCame(at: second(100), clear: false).kinds == notClear)
        #expect(machine == .resting(in: state))

        machine = .resting(in: state)
        #expect(machine.turnCame(at: second(900), clear: true).kinds == late)
        #expect(machine.payout.state == lateState)
    }

    /// Where a decision leads; nil where it is refused. At second 100 everything sent has settled.
    @Test(arguments: [
        (PayoutState.recorded, [PayoutDecision.cancel: PayoutState.cancelled]),
        (.unknown, [.paid: .completed, .notPaid: .failed, .resend: .unknown]),
        (.inProgress, [.paid: .completed, .notPaid: .failed]),
        (.awaitingApproval, [.cancel: .cancelled, .approve: .recorded, .decline: .cancelled]),
        (.completed, [:]), (.failed, [:]), (.rejected, [:]), (.cancelled, [:]),
    ])
    func decisions(state: PayoutState, possible: [PayoutDecision: PayoutState]) throws {
        for decision in PayoutDecision.allCases {
            var machine = PayoutMachine.resting(in: state)
            guard let expected = possible[decision] else {
                #expect(throws: PayoutRefusal.notPossible(decision, in: state)) {
                    try machine.decided(decision, by: "ops", uid: 9, reason: "why", at: second(100))
                }
                #expect(machine == .resting(in: state))
                continue
            }
            let actions = try machine.decided(decision, by: "ops", uid: 9, reason: "why", at: second(100))
            #expect(actions.kinds == (decision == .resend ? ["record", "send"] : ["record"]))
            #expect(machine.payout.state == expected)
            #expect(machine.payout.decidedBy == "ops")
            #expect(machine.payout.reason == "why")
        }
    }

    private static let alive = OYWord(code: "101", trxID: "OY-1", partnerTrxID: "pay-1")

    /// That OY! had it, and that it failed, says something only of what is UNKNOWN: it is never sent again. Its end it keeps for the
    /// gateway's own question.
    @Test(arguments: PayoutState.allCases)
    func heardToHaveFailed(state: PayoutState) {
        var machine = PayoutMachine.resting(in: state)
        let word = OYWord(code: "300", trxID: "OY-1", partnerTrxID: "pay-1")
        let actions = machine.heard(.word(word), since: machine.payout.version, at: second(100))
        guard state == .unknown else {
            #expect(actions.isEmpty && machine == .resting(in: state))
            return
        }
        #expect(actions == [.record([.asked(.word(word))])])
        #expect(machine.payout.state == .unknown && machine.payout.isAcknowledged && machine.payout.trxID == "OY-1")
        #expect(machine.heard(.word(word), since: machine.payout.version, at: second(101)).isEmpty, "that is no news")
        // Rule 3: after the settling time "not found" is a contradiction now.
        #expect(machine.turnCame(at: second(1_000), clear: true).kinds == ["ask"])
        let denied = machine.askEnded(.word(OYWord(code: "204")), at: second(1_001), clear: true, jitter: 0)
        #expect(denied.contains(.alarm(.deniedAfterAcknowledging)) && !denied.kinds.contains("send"))
        // What a person records then is that person's word.
        _ = try? machine.decided(.notPaid, by: "ops", uid: 9, reason: "why", at: second(2_000))
        #expect(machine.payout.state == .failed && machine.payout.failedByOperatorsWord)
        for decision in [PayoutDecision.paid, .notPaid] {
            var machine = PayoutMachine.resting(in: .unknown)
            _ = machine.heard(.word(OYWord(code: "000", trxID: "OY-1", partnerTrxID: "pay-1")), since: machine.payout.version, at: second(100))
            _ = try? machine.decided(decision, by: "ops", uid: 9, reason: "why", at: second(2_000))
            #expect(machine.payout.state.isFinal && machine.payout.oyCode == nil, "OY! has not told the gateway itself")
        }
    }

    /// That OY! has it says something only of what is UNKNOWN, which is IN_PROGRESS then, and of what stands as not paid; there it is
    /// kept, once, and nobody approves it.
    @Test(arguments: PayoutState.allCases)
    func foundAlive(state: PayoutState) throws {
        let stands: Set<PayoutState> = [.recorded, .awaitingApproval, .failed, .rejected, .cancelled]
        var machine = PayoutMachine.resting(in: state)
        let next = machine.payout.nextActionAt
        let first = machine.heard(.word(Self.alive), since: machine.payout.version, at: second(100))
        if state == .unknown {
            #expect(machine.payout.nextActionAt == next, "it may be paid already, so the next question is not postponed")
            #expect(first == [.record([.asked(.word(Self.alive)), .moved(from: .unknown, to: .inProgress)])])
            #expect(machine.payout.trxID == "OY-1" && machine.payout.oyCode == "101")
            #expect(machine.payout.isAcknowledged && machine.payout.livesOnSince == nil)
            return
        }
        guard stands.contains(state) else {
            #expect(first.isEmpty && machine == .resting(in: state))
            return
        }
        #expect(first == [.record([.asked(.word(Self.alive)), .alarm(.livesOn)]), .alarm(.livesOn)])
        #expect(machine.payout.livesOnSince == second(100))
        #expect(machine.payout.state == state, "what was told stays true")
        #expect(machine.heard(.word(Self.alive), since: machine.payout.version, at: second(101)).isEmpty)
        let marked = machine
        for decision in PayoutDecision.allCases where decision != .cancel && decision != .decline {
            let refusal: PayoutRefusal =
                state == .awaitingApproval && decision == .approve ? .livesOn : .notPossible(decision, in: state)
            #expect(throws: refusal) { try machine.decided(decision, by: "ops", uid: 9, reason: "why", at: second(101)) }
            #expect(machine == marked)
        }
        // Its turn never sends it.
        #expect(!machine.turnCame(at: second(102), clear: true).kinds.contains("send"))
        #expect(machine.payout.state == (state == .recorded ? .cancelled : state))
        #expect(machine.payout.livesOnSince == second(100))
        #expect(machine.payout.decidedBy == nil, "nobody decided that")
    }

    /// Also of what comes again after an attempt of which nothing came. But what failed after OY! was asked, OY! may have spoken of.
    @Test func foundAliveAfterAnAttempt() {
        var machine = PayoutMachine.sending.sent(.unsent, at: 1)
        #expect(machine.payout.state == .recorded && machine.payout.attempts == 1)
        #expect(machine.heard(.word(Self.alive), since: 0, at: second(2)).kinds == ["record", "alarm"])

        machine = .failed
        let failed = machine.payout.version
        #expect(machine.heard(.word(Self.alive), since: failed - 1, at: second(2)).isEmpty, "OY! was asked before it failed")
        #expect(machine.heard(.word(Self.alive), since: failed, at: second(2)).kinds == ["record", "alarm"])
    }

    /// Marked and sent all the same, by a gateway that did not know of the mark: it is asked about, and never sent again.
    @Test func whatLivesOnIsNotSentAgain() {
        var machine = PayoutMachine.unknown
        machine.payout.livesOnSince = second(0)
        #expect(throws: PayoutRefusal.livesOn) {
            try machine.decided(.resend, by: "ops", uid: 9, reason: "why", at: second(100))
        }
        machine = machine.asking(at: 100)
        #expect(!machine.askEnded(.code("204"), at: second(101), clear: true, jitter: 0).kinds.contains("send"))
    }

    /// The bookkeeping that goes with every state, whichever way it was reached.
    @Test(arguments: PayoutState.allCases)
    func bookkeeping(state: PayoutState) {
        let payout = PayoutMachine.resting(in: state).payout
        #expect(payout.state == state)
        #expect((payout.finalAt != nil) == state.isFinal)
        #expect((payout.nextActionAt == nil) == state.isFinal)
        #expect(payout.attemptsUnaccounted >= 0)
        if state == .recorded || state == .rejected || state == .cancelled || state == .awaitingApproval {
            #expect(payout.attemptsUnaccounted == 0)
        }
    }

    @Test func eachRecordIsOneVersionMore() {
        #expect(PayoutMachine.recorded.payout.version == 1)
        #expect(PayoutMachine.sending.payout.version == 1)
        #expect(PayoutMachine.unknown.payout.version == 2)
        #expect(PayoutMachine.resending.payout.version == 3)
    }
}
