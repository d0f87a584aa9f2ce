import Testing

@testable import Gateway

/// Rule 3: the same bytes, and only where it surely never left, OY! said to come again, or 204 has settled.
@Suite struct Rule3ResendOnlyTheSameTests {
    @Test func whatNeverLeftIsRecordedAgain() {
        var machine = PayoutMachine.sending
        let actions = machine.sendEnded(.unsent, at: second(1), jitter: 0)
        #expect(actions == [.record([.attemptEnded(1, .unsent), .moved(from: .unknown, to: .recorded)])])
        #expect(machine.payout.lastSentAt == nil)
        #expect(machine.payout.attemptsThatMayHaveLeft == 0)
        #expect(machine.payout.nextActionAt == second(1.5))
        #expect(machine.turnCame(at: second(2), clear: true).kinds == ["record", "send"])
    }

    @Test func pausesBetweenUnsentAttemptsGrow() {
        var machine = PayoutMachine.sending
        var pauses: [Int64] = []
        for attempt in 1...8 {
            let now = second(Double(attempt) * 60)
            _ = machine.sendEnded(.unsent, at: now, jitter: 0)
            pauses.append(now.duration(to: machine.payout.nextActionAt ?? now).wholeMilliseconds)
            _ = machine.turnCame(at: now, clear: true)
        }
        #expect(pauses == [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000])
    }

    @Test func an429ComesAgainWhenOYAllows() {
        let payout = PayoutMachine.sending.sent(.code("429", retryAfter: .seconds(40)), at: 1).payout
        #expect(payout.state == .recorded)
        #expect(payout.nextActionAt == second(41))
        #expect(payout.attemptsUnaccounted == 0)
        #expect(PayoutMachine.sending.sent(.word(OYWord(code: nil, httpStatus: 429)), at: 1).payout.state == .recorded)
    }

    /// A Retry-After beyond `send_for` does not keep the intent for ever.
    @Test func aLongRetryAfterEndsWithSendFor() {
        let machine = PayoutMachine.sending.sent(.code("429", retryAfter: .seconds(86_400)), at: 1)
        #expect(machine.payout.nextActionAt == second(900))
        #expect(machine.asking(at: 900).payout.state == .cancelled)
    }

    @Test func anUnsentOrUncreatedResendLeavesTheEarlierAttemptUnknown() {
        for reading in [AttemptReading.unsent, .code("429")] {
            var machine = PayoutMachine.resending
            let actions = machine.sendEnded(reading, at: second(71), jitter: 0)
            #expect(actions == [.record([.attemptEnded(2, reading)])])
            #expect(machine.payout.state == .unknown)
            #expect(machine.payout.attemptsUnaccounted == 1)
            #expect(machine.turnCame(at: second(75), clear: true) == [.ask])
        }
    }

    /// The unsent re-send leaves no trace in the settling time: it still counts from the attempt that left.
    @Test func anUnsentResendDoesNotSettleAnew() {
        let machine = PayoutMachine.resending.sent(.unsent, at: 71)
        #expect(machine.payout.lastSentAt == second(1))
        #expect(machine.payout.notFoundSince == second(70))
    }

    /// 204 before and after the settling time, which counts from the end of the attempt to the question's beginning.
    @Test(arguments: [(5.0, 5.0, false), (60.9, 60.9, false), (60.9, 95.0, false), (61.0, 61.5, true), (899, 899.9, true)])
    func notFoundSettles(asked: Double, answered: Double, sends: Bool) {
        var machine = PayoutMachine.unknown.asking(at: asked)
        let actions = machine.askEnded(.code("204"), at: second(answered), clear: true, jitter: 0)
        #expect(actions.contains(.send) == sends)
        #expect(machine.payout.state == .unknown)
        #expect(machine.payout.attempts == (sends ? 2 : 1))
    }

    @Test func theSettledQuestionIsPutAsSoonAsItCounts() {
        var machine = PayoutMachine.unknown.asking(at: 50)
        machine.payout.fruitlessTurns = 9
        _ = machine.askEnded(.code("204"), at: second(50), clear: true, jitter: 1)
        #expect(machine.payout.nextActionAt == second(61))
    }

    /// Where the end of an attempt was never written (a crash, a failing ledger), its bytes may have left as late as
    /// its deadline, second 30, and settling counts from there.
    @Test func withoutAKnownEndSettlingCountsFromTheDeadline() {
        let onDisk = PayoutMachine.sending.payout
        var machine = PayoutMachine(stored: onDisk, settings: defaults, partner: .sample).asking(at: 89)
        #expect(machine.askEnded(.code("204"), at: second(89), clear: true, jitter: 0).kinds == ["record"])
        machine = machine.asking(at: 90)
        #expect(machine.askEnded(.code("204"), at: second(90), clear: true, jitter: 0).kinds == ["record", "send"])
    }

    @Test func notFoundIsNotSentAgainWhileOYMayNotBeCalled() {
        let machine = PayoutMachine.unknown.asking(at: 70).asked(.code("204"), at: 70, clear: false)
        #expect(machine.payout.attempts == 1)
        #expect(machine.payout.notFoundSince == second(70))
        #expect(machine.asking(at: 80).activity == .asking(since: second(80)))
    }

    @Test func pastSendForItIsOnlyAskedAbout() {
        var machine = PayoutMachine.unknown.asking(at: 899)
        #expect(machine.askEnded(.code("204"), at: second(900), clear: true, jitter: 0).kinds == ["record"])
        for hour in 1...5 {
            let now = 900 + Double(hour) * 3600
            machine = machine.asking(at: now).asked(.code("204"), at: now)
            #expect(machine.payout.state == .unknown)
            #expect(machine.payout.attempts == 1)
        }
    }

    /// And somebody hears of it: it may be a whole payroll, cancelled at night.
    @Test func pastSendForOneNeverSentIsCancelled() {
        var machine = PayoutMachine.recorded
        #expect(
            machine.turnCame(at: second(900), clear: false) == [
                .record([.moved(from: .recorded, to: .cancelled), .alarm(.notSentInTime)]), .alarm(.notSentInTime),
            ])
        #expect(machine.payout.reason == "could not be sent in time")
    }

    /// 203 or 257 in answer to a re-send: it arrived. Never sent again, even if OY! does not find it then.
    @Test(arguments: ["203", "257"])
    func aDuplicateOfOurOwnArrived(code: String) {
        var machine = PayoutMachine.resending.sent(.code(code), at: 71)
        #expect(machine.payout.state == .unknown)
        #expect(machine.payout.isAcknowledged)
        machine = machine.asking(at: 200)
        let actions = machine.askEnded(.code("204"), at: second(200), clear: true, jitter: 0)
        #expect(actions.kinds == ["record", "alarm"])
        #expect(actions.last == .alarm(.deniedAfterAcknowledging))
    }

    /// Also where OY! had answered the earlier attempt with "not created": better asked once too often.
    @Test func aDuplicateAfter429IsAskedAbout() {
        let machine = PayoutMachine.sending.sent(.code("429"), at: 1).asking(at: 10).sent(.code("203"), at: 11)
        #expect(machine.payout.state == .unknown)
    }

    /// Whoever has it: it may be paid, so somebody has to know.
    @Test func aDuplicateOfWhatNeverLeftIsSomebodyElses() {
        var first = PayoutMachine.sending
        #expect(first.sendEnded(.code("203"), at: second(1), jitter: 0).last == .alarm(.nameTaken))
        #expect(first.payout.state == .rejected)
        let machine = PayoutMachine.sending.sent(.unsent, at: 1).asking(at: 2).sent(.code("203"), at: 3)
        #expect(machine.payout.state == .rejected)
        #expect(machine.payout.oyCode == "203")
    }

    @Test func whatOYHasIsNeverSentAgain() {
        var machine = PayoutMachine.inProgress.asking(at: 500)
        let actions = machine.askEnded(.code("204"), at: second(500), clear: true, jitter: 0)
        #expect(actions.last == .alarm(.deniedAfterAcknowledging))
        #expect(machine.payout.state == .inProgress)
        #expect(machine.payout.attempts == 1)
    }

    @Test func anOperatorsResendWaitsForTheSettlingTime() throws {
        var machine = PayoutMachine.unknown
        #expect(throws: PayoutRefusal.notSettled(until: second(61))) {
            try machine.decided(.resend, by: "ops", uid: 9, reason: "support has nothing", at: second(60))
        }
        _ = try machine.decided(.resend, by: "ops", uid: 9, reason: "support has nothing", at: second(5000))
        #expect(machine.payout.sendUntil == second(5900))
        #expect(machine.payout.attempts == 2)
    }

    /// What OY!'s support says knows nothing of an attempt that is on its way: it would be paid, and paid again under another name.
    @Test func anOperatorsNotPaidWaitsForTheSettlingTime() throws {
        var machine = PayoutMachine.unknown
        #expect(throws: PayoutRefusal.notSettled(until: second(61))) {
            try machine.decided(.notPaid, by: "ops", uid: 9, reason: "support has nothing", at: second(60))
        }
        #expect(machine == .unknown)
        _ = try machine.decided(.notPaid, by: "ops", uid: 9, reason: "support has nothing", at: second(61))
        #expect(machine.payout.state == .failed)
    }

    /// Asked for while the clock was a day ahead: it is sent for as long as any other, and not a day late.
    @Test func aClockThatWasSetBackDoesNotLetItBeSentLate() {
        var machine = PayoutMachine(.sample, requestedBy: 1001, at: second(86_400), settings: defaults, partner: .sample)
        _ = machine.requested(at: second(86_400), clear: false)
        #expect(machine.payout.sendUntil == second(87_300))
        #expect(machine.turnCame(at: second(10), clear: false) == [.record([])], "on disk, or it would be another time at each turn")
        #expect(machine.payout.sendUntil == second(910))
        #expect(machine.turnCame(at: second(11), clear: false) == [])
        _ = machine.turnCame(at: second(20), clear: true)
        _ = machine.sendEnded(.unsent, at: second(21), jitter: 0)
        #expect(machine.payout.sendUntil == second(910))
        _ = machine.turnCame(at: second(910), clear: true)
        #expect(machine.payout.state == .cancelled)
    }

    /// Sent while the clock was seven hours ahead: it settles as any other, and not seven hours late.
    @Test func aClockThatWasSetBackLetsItSettle() throws {
        var machine = PayoutMachine.unknown
        machine.payout.lastSentAt = second(25_200)
        machine.payout.sendUntil = second(26_000)
        machine.payout.nextActionAt = second(25_210)
        #expect(machine.turnCame(at: second(10), clear: false) == [.record([])])
        // No byte leaves later than an attempt's time from now.
        #expect(machine.payout.lastSentAt == second(40))
        #expect(machine.payout.nextActionAt == second(10), "rule 5: it is due, by the clock as it is now")
        var asking = machine.asking(at: 99)
        #expect(!asking.askEnded(.code("204"), at: second(99), clear: true, jitter: 0).kinds.contains("send"))
        asking = machine.asking(at: 100)
        #expect(asking.askEnded(.code("204"), at: second(100), clear: true, jitter: 0).kinds.contains("send"))
        _ = try machine.decided(.notPaid, by: "ops", uid: 9, reason: "support has nothing", at: second(100))
    }

    @Test func theBytesNeverChange() {
        for state in PayoutState.allCases {
            #expect(PayoutMachine.resting(in: state).payout.body == PayoutIntent.sample.body)
        }
        #expect(PayoutMachine.resending.payout.body == PayoutIntent.sample.body)
    }
}
