import Testing

@testable import Gateway

/// What one attempt amounts to, before any code table is asked.
@Suite struct AttemptReadingTests {
    private func read(_ status: Int, _ word: OYWord?, to question: PayoutQuestion = .remit) -> AttemptReading {
        reading(.answered(UpstreamAnswer(status: status, body: [])), word, to: question)
    }

    private func reading(
        _ outcome: AttemptOutcome, _ word: OYWord?, to question: PayoutQuestion = .remit
    ) -> AttemptReading {
        AttemptReading(outcome, to: question, about: PayoutMachine.unknown.payout, read: { _ in word })
    }

    @Test func nothingLeft() {
        let failure = AttemptFailure(.connectionRefused)
        #expect(reading(.surelyUnsent(failure), nil) == .unsent(failure))
    }

    @Test func noAnswer() {
        #expect(reading(.unknown(AttemptFailure(.timedOut)), nil) == .silent(.noAnswer(.timedOut)))
    }

    /// HTTP 5xx and redirects are silent whatever the body says; so is 200 with a body that says nothing.
    @Test(arguments: [200, 204, 301, 307, 400, 404, 500, 502, 503, 504, 599])
    func unreadable(status: Int) {
        guard case .silent = read(status, nil) else {
            Issue.record("HTTP \(status) without a readable body says something")
            return
        }
    }

    @Test(arguments: [301, 500, 502, 503, 504]) func theBodyOfAFailureIsNotBelieved(status: Int) {
        #expect(read(status, OYWord(code: "209")) == .silent(.http(status)))
    }

    @Test(arguments: [401, 403, 429]) func someStatusesSpeakWithoutABody(status: Int) {
        #expect(read(status, nil) == .word(OYWord(code: nil, httpStatus: status)))
    }

    @Test func anAnswerThatNamesAnotherPayoutSaysNothing() {
        #expect(read(200, OYWord(code: "000", partnerTrxID: "pay-2")).unbelieved == .namesAnother)
        #expect(read(200, OYWord(code: "000", partnerTrxID: "pay-1")).unbelieved != .namesAnother)
    }

    /// What OY! calls final is believed of the payout that it names only: such an answer may be that to another call.
    @Test(arguments: [
        ("000", PayoutQuestion.remit), ("300", .remit), ("000", .remitStatus), ("300", .remitStatus), ("209", .remitStatus),
    ])
    func anEndThatNamesNoPayoutSaysNothing(code: String, question: PayoutQuestion) {
        #expect(read(200, OYWord(code: code), to: question).unbelieved == .namesNoPayout)
        let named = OYWord(code: code, partnerTrxID: "pay-1")
        #expect(read(200, named, to: question) == .word(named))
    }

    /// An answer that names nothing may be that to an earlier request, if that was answered twice or late.
    @Test(arguments: [
        ("101", 200), ("990", 200), ("201", 200), ("203", 200), ("429", 200), (nil, 401), (nil, 403), (nil, 429), ("208", 429),
    ] as [(String?, Int)], [PayoutQuestion.remit, .remitStatus])
    func aWordThatNamesNoPayoutMustStandAlone(word: (code: String?, http: Int), question: PayoutQuestion) {
        let nameless = OYWord(code: word.code, httpStatus: word.http)
        let among = AttemptOutcome.answered(UpstreamAnswer(status: word.http, body: [], standsAlone: false))
        #expect(reading(among, nameless, to: question).unbelieved == .standsNotAlone)
        let alone = AttemptOutcome.answered(UpstreamAnswer(status: word.http, body: [], standsAlone: true))
        #expect(reading(alone, nameless, to: question) == .word(nameless))
        let named = OYWord(code: word.code, partnerTrxID: "pay-1", httpStatus: word.http)
        #expect(reading(among, named, to: question) == .word(named))
    }

    @Test func whatIsNoWordIsNoneWhateverCameWithIt() {
        let among = AttemptOutcome.answered(UpstreamAnswer(status: 200, body: [], standsAlone: false))
        #expect(reading(among, nil) == .silent(.unreadable()))
    }

    /// OY!'s errors hold nothing but a status, and an acceptance is followed by a question.
    @Test(arguments: [("101", PayoutQuestion.remit), ("209", .remit), ("204", .remitStatus), ("102", .remitStatus)])
    func whatEndsNothingNeedsNoName(code: String, question: PayoutQuestion) {
        #expect(read(200, OYWord(code: code), to: question) == .word(OYWord(code: code)))
    }

    @Test(arguments: [PayoutQuestion.remit, .remitStatus]) func anAnswerAboutOtherMoneySaysNothing(question: PayoutQuestion) {
        var word = OYWord(code: "000", partnerTrxID: "pay-1", amountRupiah: 124_999)
        #expect(read(200, word, to: question).unbelieved == .namesAnotherAmount)
        word.amountRupiah = 125_000
        #expect(read(200, word, to: question) == .word(word))
    }

    @Test(arguments: [PayoutQuestion.remit, .remitStatus]) func anAnswerAboutAnotherBankSaysNothing(question: PayoutQuestion) {
        var word = OYWord(code: "000", partnerTrxID: "pay-1", recipientBank: "008")
        #expect(read(200, word, to: question).unbelieved == .namesAnotherRecipient)
        word.recipientBank = "014"
        #expect(read(200, word, to: question) == .word(word))
    }

    /// What speaks of other money and names no payout is another's; it says nothing of this one.
    @Test func otherMoneyWithoutANameIsAnothers() {
        let word = OYWord(code: "000", amountRupiah: 7)
        #expect(read(200, word, to: .remit).unbelieved == .namesAnother)
        #expect(!Silence.notBelieved(.namesAnother).hasIt)
    }

    @Test(arguments: [500, 504, 302]) func aFailureWithTheNamesOfThePayout(status: Int) {
        let word = OYWord(code: "999", trxID: "OY-1", partnerTrxID: "pay-1")
        #expect(read(status, word, to: .remit) == .silent(.http(status, trxID: "OY-1")))
        #expect(read(status, OYWord(code: "999", partnerTrxID: "pay-1"), to: .remit) == .silent(.http(status)))
        #expect(read(status, OYWord(code: "999", trxID: "OY-1", partnerTrxID: "pay-2"), to: .remit) == .silent(.http(status)))
    }

    /// A person should know of an answer that speaks of something else: the next one may be no better.
    @Test(arguments: [
        (Silence.noAnswer(.timedOut), false), (.http(504), false), (.unreadable(), false), (.unreadable(trxID: "OY-1"), false),
        (.notBelieved(.namesAnother), true),
        (.notBelieved(.namesAnotherAmount), true), (.notBelieved(.namesAnotherRecipient), true), (.notBelieved(.namesNoPayout), true),
        (.notBelieved(.standsNotAlone), true),
    ])
    func whatIsNotBelievedIsAlarmed(why: Silence, isAlarmed: Bool) {
        let alarm: [PayoutAction] = isAlarmed ? [.alarm(.answerNotBelieved(why.reason))] : []
        var machine = PayoutMachine.sending
        #expect(Array(machine.sendEnded(.silent(why), at: second(1), jitter: 0).dropFirst()) == alarm)
        #expect(machine.payout.state == .unknown)
        machine = .inProgress.asking(at: 70)
        let actions = machine.askEnded(.silent(why), at: second(70), clear: true, jitter: 0)
        #expect(Array(actions.dropFirst()) == alarm)
        #expect(machine.payout.state == .inProgress)
    }

    @Test func statusAndRetryAfterComeFromHTTP() {
        let answer = UpstreamAnswer(status: 400, retryAfter: .seconds(3), body: [])
        #expect(reading(.answered(answer), OYWord(code: "210")) == .word(OYWord(code: "210", httpStatus: 400, retryAfter: .seconds(3))))
        let busy = UpstreamAnswer(status: 503, retryAfter: .seconds(3), body: [])
        #expect(reading(.answered(busy), nil) == .silent(.http(503), retryAfter: .seconds(3)))
    }
}
