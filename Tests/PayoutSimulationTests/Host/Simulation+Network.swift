@testable import Gateway

/// Attempts at OY!: how they leave, arrive, and come back or don't.
extension Simulation {
    func beginSend(by deadline: Int64) {
        var body = Self.body
        if mutant == .rule3ChangesTheBytes, !witness.attempts.isEmpty { body = [7] }
        let attempt = witness.attempts.count
        if witness.attempts.contains(where: { $0.leftAt != nil }) { sights.resends += 1 }
        askers.append(Asker(process: process, step: step))
        witness.sendBegan(body, at: now, onDisk: onDisk)
        planClockWhileSending()
        if chance.percent(weather.unsent) {
            return end(.surelyUnsent(AttemptFailure(.connectionRefused)), nil, in: Int64(chance.below(5000)))
        }
        let connect = chance.percent(weather.slowConnect) ? Int64(chance.below(25_000)) : 1
        guard now + connect < deadline else {
            return end(.surelyUnsent(AttemptFailure(.connectTimedOut)), nil, in: max(deadline - now, 0))
        }
        schedule(.bytesLeave(attempt: attempt), in: connect, process: process)
        end(.unknown(AttemptFailure(.timedOut)), nil, in: deadline - now)
    }

    func bytesLeave(_ attempt: Int) {
        guard flight?.partner == partner || mutant == .rule3SendsAsWhoeverItIsByThen else {
            return end(.surelyUnsent(AttemptFailure(.partnerChanged)), nil, in: 0)
        }
        witness.bytesLeft(attempt, as: partner, at: now, onDisk: onDisk)
        if chance.percent(weather.lost) {
            let isCut = chance.percent(50)
            if isCut { end(.unknown(AttemptFailure(.connectionClosed)), nil, in: Int64(chance.below(3000))) }
            // What the host sees as a cut, OY! may have got before it.
            guard isCut, chance.percent(50) else { return }
            sights.cuts += 1
        }
        onTheirWay.insert(attempt)
        let transit = chance.percent(weather.late) ? chance.below(40 * 60_000) : 1 + chance.below(3000)
        schedule(.remitArrives(attempt: attempt, copy: false), in: Int64(transit))
    }

    func remitArrives(_ attempt: Int, copy: Bool) {
        let sent = witness.attempts[attempt]
        guard let leftAt = sent.leftAt, let sender = sent.partner else { return }
        onTheirWay.remove(attempt)
        let (answer, created) = oy.remit(attempt: attempt, as: sender, leftAt: leftAt, now: now, weather, &chance)
        if created != nil, witness.attempts[(attempt + 1)...].contains(where: \.heardRefusal) {
            sights.lateAfterARefusedResend += 1
        }
        if created == nil, copy { sights.copies += 1 }
        if let created {
            schedule(.executes(record: created), in: Int64(chance.below(chance.percent(50) ? 1000 : 1_200_000)))
            if !copy, chance.percent(weather.twice) {
                schedule(.remitArrives(attempt: attempt, copy: true), in: Int64(chance.below(600_000)))
            }
        }
        // The answer to a copy finds nobody who asked, and so does one that comes after the time-out or a crash.
        guard !copy, askers[attempt] == Asker(process: process, step: step) else { return }
        answerComes(answer)
    }

    func beginAsk() {
        askedAt = now
        askedAs = partner
        hasSettled = timeToSettle == .zero
        end(.unknown(AttemptFailure(.timedOut)), nil, in: Self.attemptTimeout)
        if chance.percent(weather.unsent) {
            return end(.surelyUnsent(AttemptFailure(.connectionRefused)), nil, in: 1)
        }
        guard !chance.percent(weather.lost) else { return }
        let transit = chance.percent(weather.late) ? chance.below(40_000) : 1 + chance.below(1000)
        schedule(.statusArrives, in: Int64(transit), process: process)
    }

    func statusArrives() {
        answerComes(oy.status(as: askedAs, now: now, weather, &chance))
    }

    private func answerComes(_ answer: OYModel.Answer) {
        guard !chance.percent(weather.lost) else { return }
        let answer = OYModel.amongOthers(answer, weather, &chance)
        if !answer.standsAlone { sights.amongOthers += 1 }
        let outcome = AttemptOutcome.answered(
            UpstreamAnswer(status: answer.http, retryAfter: answer.retryAfter, body: [], standsAlone: answer.standsAlone))
        let back = chance.percent(weather.late) ? chance.below(29_000) : 1 + chance.below(500)
        end(outcome, answer.word, in: Int64(back))
    }

    /// The first end that comes counts: the ones after it find the host waiting for something else.
    func end(_ outcome: AttemptOutcome, _ word: OYWord?, in delay: Int64) {
        schedule(.attemptEnds(outcome, word), in: delay, process: process)
    }

    func attemptEnded(_ outcome: AttemptOutcome, _ word: OYWord?) {
        guard let flight else { return }
        let jitter = chance.fraction()
        sights.saw(word)
        switch activity {
        case .sending:
            if mutant != .rule3DoesNotWatchTheClockWhileSending {
                settling.sendingEnded(begunAt: sendBegunAt, wall: wall, now: instant)
            }
            witness.heardRemit(witness.attempts.count - 1, outcome, word, onDisk: onDisk)
            let reading = misread(AttemptReading(outcome, to: .remit, about: flight.payout) { _ in word }, word)
            misremember(flight, reading)
            flight.sendEnded(reading, at: wall, isHeardToBeAlive: isHeardToBeAlive, jitter: jitter)
            forget(flight, reading)
        case .asking:
            witness.heardStatus(askedAs, askedAt: askedAt, outcome, word, onDisk: onDisk)
            var reading = misbelieve(AttemptReading(outcome, to: .remitStatus, about: flight.payout) { _ in word }, word)
            if mutant == .rule2TakesARefusedQuestionForARefusedPayout, case .word(let word) = reading,
                ["201", "202", "207", "208", "429", "990"].contains(word.code)
            {
                reading = .word(OYWord(code: "300"))
            }
            if mutant == .rule3CountsTheAnswerNotTheQuestion { flight.machine.activity = .asking(since: wall) }
            if mutant == .rule3SendsAgainWhatOYHas { flight.machine.payout.isAcknowledged = false }
            if mutant == .rule3SendsAgainWhatOYHas, flight.machine.payout.state == .inProgress {
                flight.machine.payout.state = .unknown
            }
            let grounds = ResendGrounds(isSettled: hasSettled, isHeardToBeAlive: isHeardToBeAlive, isReported: false, sends: true, isStopping: false)
            let clear = hasSettled && isClear
            flight.askEnded(reading, at: wall, clear: clear && grounds.allowAttempt(after: reading), jitter: jitter)
            forget(flight, reading)
            if mutant == .rule3ForgetsANameBesideACodeOfNoUse, case .word(let word) = reading, !StatusVerdict(word).speaksOfThePayout {
                flight.machine.payout.isAcknowledged = false
            }
        case .committing, .none:
            return
        }
        drive()
    }

    /// Mutants that misread answers.
    private func misread(_ reading: AttemptReading, _ word: OYWord?) -> AttemptReading {
        switch (mutant, misbelieve(reading, word)) {
        case (.rule2TakesACutForARefusal?, .silent(.noAnswer(.connectionClosed), _)): .word(OYWord(code: "210"))
        case (.rule2TakesNoAnswerForARefusal?, .silent): .word(OYWord(code: "210"))
        case (.rule2TakesNoAnswerForAFailure?, .silent): .word(OYWord(code: "300"))
        case (.rule2TakesNoAnswerForNotSent?, .silent): .unsent(AttemptFailure(.timedOut))
        case (.rule2TakesUnknownCodesForRefusals?, .word(let said))
        where RemitVerdict(said) == .unclear(isKnown: false):
            .word(OYWord(code: "210"))
        case (.rule2BelievesTheBodyOfAServerError?, .silent): word.map { .word($0) } ?? reading
        case (_, let reading): reading
        }
    }

    /// Mutants that take the answer to another call for that to this one.
    private func misbelieve(_ reading: AttemptReading, _ word: OYWord?) -> AttemptReading {
        guard let word else { return reading }
        switch (mutant, reading) {
        case (.rule2BelievesAnAnswerThatNamesNoPayout?, .silent(.notBelieved(.namesNoPayout, _), _)),
            (.rule2BelievesAnAnswerThatNamesAnotherPayout?, .silent(.notBelieved(.namesAnother, _), _)),
            (.rule2BelievesAnAnswerOfOtherMoney?, .silent(.notBelieved(.namesAnotherAmount, _), _)),
            (.rule2BelievesAnAnswerOfAnotherBank?, .silent(.notBelieved(.namesAnotherRecipient, _), _))
            where word.recipientBank != Self.recipientBank,
            (.rule2BelievesAnAnswerOfAnotherAccount?, .silent(.notBelieved(.namesAnotherRecipient, _), _))
            where word.recipientAccount != Self.recipientAccount,
            (.rule2BelievesAnAnswerAmongOthers?, .silent(.notBelieved(.standsNotAlone, _), _)):
            return .word(word)
        default: return reading
        }
    }

    /// A mutant that goes by the code alone where OY! has something under the payout's name.
    private func forget(_ flight: PayoutFlight, _ reading: AttemptReading) {
        guard mutant == .rule3ForgetsWhatHasAName else { return }
        switch reading {
        case .silent(let why, _) where why.hasIt: flight.machine.payout.isAcknowledged = false
        case .word(let word): if case .unclear = RemitVerdict(word) { flight.machine.payout.isAcknowledged = false }
        case .unsent, .silent: break
        }
    }

    /// Mutants that miscount earlier attempts.
    private func misremember(_ flight: PayoutFlight, _ reading: AttemptReading) {
        let earlier = flight.machine.payout.attemptsUnaccounted - 1
        guard earlier > 0 else { return }
        switch (mutant, reading) {
        case (.rule3TakesARefusedResendForTheWholePayout?, .word(let word))
        where [.refused, .refusedCredentials].contains(RemitVerdict(word)):
            flight.machine.payout.attemptsRefused += earlier
        case (.rule3TakesItsOwnDuplicateForARefusal?, .word(let word)) where RemitVerdict(word) == .taken:
            flight.machine.payout.attemptsUnsent += earlier
        case (.rule3TakesAnUnsentResendForNeverSent?, .unsent):
            flight.machine.payout.attemptsUnsent += earlier
        default: break
        }
    }
}
