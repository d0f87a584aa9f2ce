import Testing

@testable import Gateway

/// Rule 2: unknown is not failed.
@Suite struct Rule2UnknownIsNotFailedTests {
    @Test(arguments: [
        AttemptReading.silent(.noAnswer(.timedOut)), .silent(.noAnswer(.connectionClosed)), .silent(.http(500)), .silent(.http(504)),
        .silent(.unreadable()), .code("999"), .code("504"), .code("225"), .code("232"), .code("264"),
        .code("900"), .code("777"), .code("101"), .code("000"), .code("257", trxID: "OY-1"),
    ])
    func staysUnknownAndIsAskedAboutSoon(reading: AttemptReading) {
        let payout = PayoutMachine.sending.sent(reading, at: 1).payout
        #expect(payout.state == .unknown)
        #expect(payout.nextActionAt == second(2))
        #expect(payout.attemptsUnaccounted == 1)
    }

    /// A code that no table has is told to the operators as well; 504 and 999 are everyday.
    @Test(arguments: [("225", true), ("777", true), ("504", false), ("999", false)])
    func strangeCodesRaiseAnAlarm(code: String, alarm: Bool) {
        var machine = PayoutMachine.sending
        let actions = machine.sendEnded(.code(code), at: second(1), jitter: 0)
        #expect(actions.contains(.alarm(.strangeCode(code))) == alarm)
    }

    /// OY!'s first name for it stays. Another one may be that of a second payment, whatever its answer says besides.
    @Test(arguments: ["000", "102", "300"]) func anotherNameForItRaisesAnAlarm(code: String) {
        let word = OYWord(code: code, trxID: "OY-2", partnerTrxID: "pay-1")
        var machine = PayoutMachine.inProgress.asking(at: 70)
        #expect(machine.askEnded(.word(word), at: second(70), clear: true, jitter: 0).last == .alarm(.anotherTrxID("OY-2")))
        #expect(machine.payout.trxID == "OY-1")
        machine = PayoutMachine.inProgress.asking(at: 70)
        var same = word
        same.trxID = "OY-1"
        #expect(machine.askEnded(.word(same), at: second(70), clear: true, jitter: 0).kinds == ["record"])
    }

    /// Attempts, questions and waiting before it do not count; what it was before does not, either.
    @Test func sinceWhenItIsUnknownIsKept() {
        var machine = PayoutMachine.recorded
        #expect(machine.payout.unknownSince == nil)
        _ = machine.turnCame(at: second(600), clear: true)
        #expect(machine.payout.unknownSince == second(600))
        _ = machine.sendEnded(.unsent, at: second(601), jitter: 0)
        #expect(machine.payout.unknownSince == nil)
        _ = machine.turnCame(at: second(700), clear: true)
        _ = machine.sendEnded(.lost, at: second(730), jitter: 0)
        _ = machine.turnCame(at: second(800), clear: true)
        _ = machine.askEnded(.code("204"), at: second(801), clear: true, jitter: 0)
        #expect(machine.payout.attempts == 3)
        #expect(machine.payout.unknownSince == second(700))
        _ = machine.sendEnded(.accepted, at: second(802), jitter: 0)
        #expect(machine.payout.unknownSince == nil)
    }

    /// No answer about anything but the payout ends it, however often it comes.
    @Test func nothingButAWordAboutThePayoutEndsIt() {
        var machine = PayoutMachine.unknown
        var now = 2.0
        for reading in [AttemptReading.unsent, .lost, .code("201"), .code("429"), .code("990"), .code("504")] {
            for _ in 0..<20 {
                now += 4000
                machine = machine.asking(at: now).asked(reading, at: now)
                #expect(machine.payout.state == .unknown)
                #expect(machine.payout.nextActionAt != nil)
            }
        }
        #expect(machine.asking(at: now + 4000).asked(.code("000"), at: now + 4001).payout.state == .completed)
    }

    @Test func anOperatorsWordNeedsAReason() {
        for decision in [PayoutDecision.paid, .notPaid, .resend] {
            var machine = PayoutMachine.unknown
            #expect(throws: PayoutRefusal.reasonMissing) {
                try machine.decided(decision, by: "ops", uid: 9, reason: " \n", at: second(100))
            }
            #expect(machine == .unknown)
        }
    }

    @Test func finalStatesStayWhatTheyAre() {
        for state in PayoutState.allCases where state.isFinal {
            var machine = PayoutMachine.resting(in: state)
            #expect(machine.turnCame(at: second(5000), clear: true) == [])
            #expect(machine == .resting(in: state))
        }
    }

    /// Rule 3: what OY! has a name for it has, whatever else it says. A refusal with one contradicts itself.
    @Test(arguments: ["999", "504", "105", "206", "429"])
    func whatHasANameIsNotSentAgain(code: String) {
        var machine = PayoutMachine.sending.sent(.word(OYWord(code: code, trxID: "OY-1", partnerTrxID: "pay-1")), at: 1)
        #expect(machine.payout.state == .unknown && machine.payout.isAcknowledged && machine.payout.trxID == "OY-1")
        #expect(machine.turnCame(at: second(1_000), clear: true).kinds == ["ask"])
        let denied = machine.askEnded(.word(OYWord(code: "204")), at: second(1_001), clear: true, jitter: 0)
        #expect(denied.contains(.alarm(.deniedAfterAcknowledging)) && !denied.kinds.contains("send"))
        // And another name is told, not taken.
        _ = machine.turnCame(at: second(2_000), clear: true)
        let other = OYWord(code: "101", trxID: "OY-2", partnerTrxID: "pay-1")
        #expect(machine.askEnded(.word(other), at: second(2_001), clear: true, jitter: 0).contains(.alarm(.anotherTrxID("OY-2"))))
        #expect(machine.payout.trxID == "OY-1")
    }

    /// The same where it says so to the question, beside a code that tells nothing, or "not found".
    @Test(arguments: ["999", "504", "103", "257", "203", "429", "990", "207", "204"])
    func whatHasANameInTheAnswerToTheQuestionIsNotSentAgain(code: String) {
        var machine = PayoutMachine.unknown.asking(at: 70)
        let named = OYWord(code: code, trxID: "OY-1", partnerTrxID: "pay-1")
        #expect(!machine.askEnded(.word(named), at: second(70), clear: true, jitter: 0).kinds.contains("send"))
        #expect(machine.payout.state == .unknown && machine.payout.isAcknowledged && machine.payout.trxID == "OY-1")
        #expect(machine.payout.oyCode == nil, "the code is not about the payout")
        _ = machine.turnCame(at: second(200), clear: true)
        let denied = machine.askEnded(.word(OYWord(code: "204")), at: second(200), clear: true, jitter: 0)
        #expect(denied.kinds == ["record", "alarm"] && denied.last == .alarm(.deniedAfterAcknowledging))
    }

    /// Or where HTTP refuses the question.
    @Test(arguments: [400, 404, 403, 429]) func whatHasANameInARefusedQuestionIsNotSentAgain(status: Int) {
        var machine = PayoutMachine.unknown.asking(at: 70)
        _ = machine.askEnded(
            .word(OYWord(code: "102", trxID: "OY-1", partnerTrxID: "pay-1", httpStatus: status)), at: second(70), clear: true, jitter: 0)
        #expect(machine.payout.state == .unknown && machine.payout.isAcknowledged)
    }

    /// Somebody heard no more than OY!'s name for it: what is yet to be sent is not, and nobody hears that it was not paid.
    @Test func aNameThatIsHeardCountsWhateverTheStateIsByThen() {
        let named = OYWord(code: nil, trxID: "OY-7", partnerTrxID: "pay-1")
        for var machine in [PayoutMachine.recorded, .awaitingApproval, .rejected, .cancelled] {
            let actions = machine.heard(.word(named), since: machine.payout.version, at: second(20))
            #expect(actions.last == .alarm(.livesOn) && machine.payout.livesOnSince == second(20), "\(machine.payout.state)")
        }
        var recorded = PayoutMachine.recorded
        _ = recorded.heard(.word(named), since: recorded.payout.version, at: second(20))
        #expect(!recorded.turnCame(at: second(30), clear: true).kinds.contains("send"))
        #expect(recorded.payout.state == .cancelled)
        // It is kept, too, where it is known already that OY! has the payout, and another one is told.
        var refused = PayoutMachine.sending
        _ = refused.sendEnded(.code("206"), at: second(1), isHeardToBeAlive: true, jitter: 0)
        #expect(refused.heard(.word(named), since: refused.payout.version, at: second(2)).kinds == ["record"] && refused.payout.trxID == "OY-7")
        #expect(refused.heard(.word(named), since: refused.payout.version, at: second(3)).isEmpty)
        let other = OYWord(code: nil, trxID: "OY-8", partnerTrxID: "pay-1")
        #expect(refused.heard(.word(other), since: refused.payout.version, at: second(4)).last == .alarm(.anotherTrxID("OY-8")))
    }

    /// OY! refused the only attempt (429), and somebody hears that it has, or had, the payout all the same: it contradicts itself, and the
    /// gateway finds out which is true. Nothing is sent, and nobody has to decide.
    @Test(arguments: ["101", "000", "300"]) func whatWasRefusedAndLivesIsAskedAbout(code: String) {
        var machine = PayoutMachine.sending
        _ = machine.sendEnded(.code("429"), at: second(1), jitter: 0)
        #expect(machine.payout.state == .recorded)
        let heard = OYWord(code: code, trxID: "OY-7", partnerTrxID: "pay-1")
        let actions = machine.heard(.word(heard), since: 1, at: second(2))
        #expect(actions == [.record([.asked(.word(heard)), .moved(from: .recorded, to: .unknown)])])
        #expect(machine.payout.isAcknowledged && machine.payout.trxID == "OY-7" && machine.payout.livesOnSince == nil)
        #expect(machine.turnCame(at: second(1_000), clear: true).kinds == ["ask"])
        #expect(!machine.askEnded(.code("204"), at: second(1_001), clear: true, jitter: 0).kinds.contains("send"))
    }

    /// What was heard during an attempt does not make its own name a second one.
    @Test func theNameThatAnAnswerGivesIsItsOwn() {
        // Sent again by an operator's word, after an attempt that OY! had named.
        var machine = PayoutMachine.sending
        _ = machine.sendEnded(.silent(.http(500, trxID: "OY-1")), at: second(1), jitter: 0)
        _ = try? machine.decided(.resend, by: "ops", uid: 9, reason: "nothing came of it", at: second(2_000))
        #expect(!machine.payout.isAcknowledged && machine.payout.trxID == "OY-1")
        let accepted = OYWord(code: "101", trxID: "OY-2", partnerTrxID: "pay-1")
        let actions = machine.sendEnded(.word(accepted), at: second(2_001), isHeardToBeAlive: true, jitter: 0)
        #expect(actions.kinds == ["record"] && machine.payout.trxID == "OY-2" && machine.payout.state == .inProgress)
    }

    /// What OY! once had a name for does not end as not paid where an operator's attempt is refused: something of it was there.
    @Test(arguments: ["206", "429"]) func whatHadANameDoesNotEndByARefusal(code: String) {
        var machine = PayoutMachine.sending
        _ = machine.sendEnded(.code("429"), at: second(1), jitter: 0)
        _ = machine.heard(.word(OYWord(code: "101", trxID: "OY-7", partnerTrxID: "pay-1")), since: 1, at: second(2))
        _ = try? machine.decided(.resend, by: "ops", uid: 9, reason: "nothing came of it", at: second(2_000))
        #expect(machine.activity != .idle)
        _ = machine.sendEnded(.code(code), at: second(2_001), jitter: 0)
        #expect(machine.payout.state == .unknown)
    }

    /// What is not sent again is asked about ever more seldom, as everything is.
    @Test func whatIsAcknowledgedIsAskedAboutEverLater() {
        var machine = PayoutMachine.unknown
        machine.payout.isAcknowledged = true
        machine.payout.fruitlessTurns = 12
        #expect(machine.pollPause(at: second(100), jitter: 0) >= PayoutLimits.longestPoll / 2)
        machine.payout.isAcknowledged = false
        #expect(machine.pollPause(at: second(100), jitter: 0) <= max(PayoutLimits.unknownPoll, machine.settings.settle))
    }

    /// A name beside which the payout's own does not stand keeps it from being sent again, and is not taken for its name.
    @Test func aNameOfNobodyIsNotKept() {
        let machine = PayoutMachine.unknown.asking(at: 70).asked(.word(OYWord(code: "204", trxID: "OY-7")), at: 70)
        #expect(machine.payout.attempts == 1 && machine.payout.isAcknowledged && machine.payout.trxID == nil)
    }

    /// Somebody heard meanwhile that OY! has it: a refusal of the attempt does not end it, and nobody hears that it was not paid.
    @Test(arguments: ["206", "209", "207", "429"]) func aRefusalDoesNotEndWhatOYWasHeardToHave(code: String) {
        var machine = PayoutMachine.sending
        _ = machine.sendEnded(.code(code), at: second(1), isHeardToBeAlive: true, jitter: 0)
        #expect(machine.payout.state == .unknown && machine.payout.isAcknowledged)
        // A name that is taken is somebody else's: what was heard was about that.
        var taken = PayoutMachine.sending
        #expect(taken.sendEnded(.code("203"), at: second(1), isHeardToBeAlive: true, jitter: 0).last == .alarm(.nameTaken))
        #expect(taken.payout.state == .rejected)
    }

    /// Nor what OY! has under its name and is not believed, or spoke of in a failure's body.
    @Test(arguments: [
        Silence.notBelieved(.namesAnotherAmount), .notBelieved(.namesAnotherRecipient), .http(500, trxID: "OY-7"), .unreadable(trxID: "OY-7"),
    ])
    func whatIsUnderItsNameIsNotSentAgain(silence: Silence) {
        var machines = [PayoutMachine.sending, .unknown.asking(at: 70)]
        _ = machines[0].sendEnded(.silent(silence), at: second(1), jitter: 0)
        _ = machines[1].askEnded(.silent(silence), at: second(70), clear: true, jitter: 0)
        for var machine in machines {
            #expect(machine.payout.state == .unknown && machine.payout.isAcknowledged && machine.payout.trxID == silence.trxID)
            #expect(machine.turnCame(at: second(1_000), clear: true).kinds == ["ask"])
            let denied = machine.askEnded(.word(OYWord(code: "204")), at: second(1_001), clear: true, jitter: 0)
            #expect(denied.contains(.alarm(.deniedAfterAcknowledging)) && !denied.kinds.contains("send"))
        }
    }

    /// A second name for it may be a second payment, whether the first came with an answer or in a failure's body.
    @Test(arguments: [Silence.http(500, trxID: "OY-7"), .unreadable(trxID: "OY-7")])
    func aSecondNameAfterAFailuresIsAlarmed(silence: Silence) {
        var machine = PayoutMachine.sending
        _ = machine.sendEnded(.silent(silence), at: second(1), jitter: 0)
        #expect(machine.turnCame(at: second(60), clear: true).kinds == ["ask"])
        let again = Silence.http(500, trxID: "OY-8")
        #expect(machine.askEnded(.silent(again), at: second(60), clear: true, jitter: 0).last == .alarm(.anotherTrxID("OY-8")))
        #expect(machine.turnCame(at: second(120), clear: true).kinds == ["ask"])
        let paid = OYWord(code: "000", trxID: "OY-9", partnerTrxID: "pay-1")
        #expect(machine.askEnded(.word(paid), at: second(120), clear: true, jitter: 0).last == .alarm(.anotherTrxID("OY-9")))
        #expect(machine.payout.state == .completed && machine.payout.trxID == "OY-7")
    }

    /// An answer with another name and a refusal of the gateway itself tells of both.
    @Test func oneAnswerMayRaiseTwoAlarms() {
        var machine = PayoutMachine.unknown.asking(at: 70)
        _ = machine.askEnded(.silent(.http(500, trxID: "OY-7")), at: second(70), clear: true, jitter: 0)
        #expect(machine.turnCame(at: second(130), clear: true).kinds == ["ask"])
        let refused = OYWord(code: "207", trxID: "OY-8", partnerTrxID: "pay-1")
        let actions = machine.askEnded(.word(refused), at: second(130), clear: true, jitter: 0)
        #expect(Array(actions.dropFirst()) == [.alarm(.anotherTrxID("OY-8")), .alarm(.credentialsRefused(code: "207"))])
    }

    /// Another account is another payout; one that is masked, or written with a country code, may be the same.
    @Test(arguments: [
        ("1239812390", false), ("9999999999", true), ("01239812390", false), ("******2390", false), ("621239812390", false), ("2390", false),
        ("1239812391", true),
    ])
    func anotherAccount(account: String, isOther: Bool) {
        var payout = PayoutMachine.unknown.payout
        payout = Payout(
            partnerTrxID: payout.partnerTrxID, caller: payout.caller, body: Array(#"{"recipient_account":"1239812390"}"#.utf8),
            amountRupiah: payout.amountRupiah, recipientBank: payout.recipientBank, createdAt: payout.createdAt, state: .unknown,
            sendUntil: payout.sendUntil, nextActionAt: payout.nextActionAt)
        let word = OYWord(code: "000", partnerTrxID: payout.partnerTrxID, recipientAccount: account)
        let why = word.whyNotBelieved(in: .remitStatus, about: payout.partnerTrxID, as: payout)
        #expect(why == (isOther ? .namesAnotherRecipient : nil))
    }
}
