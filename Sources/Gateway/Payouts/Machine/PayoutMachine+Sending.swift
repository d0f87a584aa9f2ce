/// Asking for a payout, and sending it: rules 1, 2 and 3.
extension PayoutMachine {
    /// A caller asks for it.
    ///
    /// - Parameter clear: whether it may be sent at once. Where not (an open circuit), the intent waits on disk.
    mutating func requested(at now: WallTime, clear: Bool) -> [PayoutAction] {
        precondition(!isStored && activity == .idle)
        // Rule 1. One write and one note for both, as nothing happens between them: it is asked for, and about to be sent.
        return clear ? send(at: now) : [record(at: now, [.created(.recorded)])]
    }

    /// A caller asks for it, and another person has to agree first.
    mutating func requestedForApproval(at now: WallTime) -> [PayoutAction] {
        precondition(!isStored && activity == .idle)
        payout.state = .awaitingApproval
        // Its turn comes when nobody has approved it.
        payout.nextActionAt = now.advanced(by: settings.approveWithin)
        return [record(at: now, [.created(.awaitingApproval)])]
    }

    /// Sends it, for the first time or again. Whether it may is the caller's to know; what never may happen stands here.
    mutating func send(at now: WallTime, after notes: [PayoutNote] = []) -> [PayoutAction] {
        precondition(
            activity == .idle && !payout.isAcknowledged && payout.livesOnSince == nil, "rule 3: what OY! has is not sent again")
        precondition(payout.state == .recorded || payout.state == .unknown)
        precondition(payout.belongs(to: partner), "rule 3: what left as another is not sent")
        activity = .sending(
            before: Before(
                lastSentAt: payout.lastSentAt, partner: payout.partner, notFoundSince: payout.notFoundSince, fruitlessTurns: payout.fruitlessTurns))
        payout.attempts += 1
        // Not `now`: it may spend its time connecting, and nobody may be there to write down when it ended.
        payout.lastSentAt = now.advanced(by: settings.attemptTimeout)
        payout.partner = partner
        payout.notFoundSince = nil
        payout.fruitlessTurns = 0
        payout.nextActionAt = now.advanced(by: PayoutLimits.unknownPoll)
        let moved = move(to: .unknown, at: now)
        let begun = isStored ? [.attemptBegan(payout.attempts)] + moved : [.createdAndBegun]
        return [record(at: now, notes + begun), .send]
    }

    /// The attempt at sending ended.
    ///
    /// - Parameters:
    ///   - now: the last moment at which a byte of it can have left.
    ///   - isHeardToBeAlive: somebody who asked meanwhile heard that OY! has it, and that waits to be written down. A refusal of this
    ///     attempt does not end the payout then: the gateway's own question does.
    ///   - jitter: chance, from 0 up to 1.
    mutating func sendEnded(
        _ reading: AttemptReading, at now: WallTime, isHeardToBeAlive: Bool, jitter: Double
    ) -> [PayoutAction] {
        guard case .sending(let before) = activity else { preconditionFailure("nothing was being sent") }
        activity = .idle
        let ended = PayoutNote.attemptEnded(payout.attempts, reading)
        switch reading {
        case .unsent:
            // Rule 3: it surely never left, so it may go again. What was known before it holds again.
            payout.attemptsUnsent += 1
            payout.lastSentAt = before.lastSentAt
            payout.partner = before.partner
            payout.notFoundSince = before.notFoundSince
            payout.fruitlessTurns = before.fruitlessTurns + 1
            return comeAgain(at: now, jitter: jitter, retryAfter: nil, [ended])
        case .silent:
            payout.lastSentAt = now
            // Rule 2.
            return askSoon(
                at: now, jitter: jitter, [ended], alarms: [keepAcknowledgement(in: reading), PayoutAlarm(disbelieving: reading)],
                retryAfter: reading.retryAfterSilence)
        case .word(let word):
            payout.lastSentAt = now
            let verdict = RemitVerdict(word)
            // Not before an answer that gives the payout's name, which would be taken for a second one.
            if isHeardToBeAlive, verdict.createdNothing { payout.isAcknowledged = true }
            return sendAnswered(word, verdict, at: now, jitter: jitter, ended, turnsBefore: before.fruitlessTurns)
        }
    }

    private mutating func sendAnswered(
        _ word: OYWord, _ verdict: RemitVerdict, at now: WallTime, jitter: Double, _ ended: PayoutNote, turnsBefore: Int
    ) -> [PayoutAction] {
        switch verdict {
        case .completed:
            return acknowledged(word, as: .completed, at: now, jitter: jitter, ended)
        case .accepted:
            return acknowledged(word, as: .inProgress, at: now, jitter: jitter, ended)
        case .failed:
            return acknowledged(word, as: .failed, at: now, jitter: jitter, ended)
        case .comeAgain:
            // Rule 3: OY! said in so many words that it was not created and to come again.
            payout.attemptsRefused += 1
            payout.fruitlessTurns = turnsBefore + 1
            let alarm = nothingCanHaveArrived ? keep(word) : nil
            return comeAgain(at: now, jitter: jitter, retryAfter: word.retryAfter, [ended], alarm: alarm)
        case .taken where payout.attemptsThatMayHaveLeft == 1:
            // Nothing of ours can have arrived before: somebody else has the id.
            return refused(word, at: now, jitter: jitter, ended, alarm: .nameTaken)
        case .taken, .inProcess:
            // Rule 3: an earlier attempt arrived. What became of it only remit-status knows.
            let alarm = keep(word)
            payout.isAcknowledged = true
            return askSoon(at: now, jitter: jitter, [ended], alarms: [alarm])
        case .refused:
            return refused(word, at: now, jitter: jitter, ended, alarm: nil)
        case .refusedCredentials:
            return refused(word, at: now, jitter: jitter, ended, alarm: .credentialsRefused(code: word.code))
        case .unclear(let isKnown):
            let strange = isKnown ? nil : word.code.map(PayoutAlarm.strangeCode)
            let another = keep(word)
            // Rule 3: what OY! has a name for it has, whatever else it says.
            if word.hasIt { payout.isAcknowledged = true }
            return askSoon(at: now, jitter: jitter, [ended], alarms: [another, strange], retryAfter: word.retryAfter)  // Rule 2.
        }
    }

    /// 000, 101, 102, 301 and 300: OY! has it, or had it.
    private mutating func acknowledged(
        _ word: OYWord, as state: PayoutState, at now: WallTime, jitter: Double, _ ended: PayoutNote
    ) -> [PayoutAction] {
        let alarm = keep(word)
        payout.oyTimestamp = word.createdDate ?? word.timestamp
        payout.isAcknowledged = true
        // An acceptance without OY!'s name for the payout is not what OY! documents, and what OY! refuses
        // has no name either: remit-status has to say. Until it does, the payout counts as accepted and stays unsent.
        guard state == .failed || word.trxID != nil else { return askSoon(at: now, jitter: jitter, [ended], alarms: [alarm]) }
        payout.nextActionAt = now.advanced(by: settings.firstPoll)  // Rule 5, where this is not the end.
        return raising([alarm], after: [ended] + move(to: state, at: now), at: now)
    }

    /// This attempt created nothing. Only when no other may have is the payout refused; otherwise the refusal says
    /// nothing about the earlier one, which may arrive yet (rule 2).
    private mutating func refused(
        _ word: OYWord, at now: WallTime, jitter: Double, _ ended: PayoutNote, alarm: PayoutAlarm?
    ) -> [PayoutAction] {
        payout.attemptsRefused += 1
        guard nothingCanHaveArrived else {
            return askSoon(at: now, jitter: jitter, [ended], alarms: [alarm], retryAfter: word.retryAfter)
        }
        let another = keep(word)
        let moved = move(to: .rejected, at: now)
        return raising([another, alarm], after: [ended] + moved, at: now)
    }

    /// This attempt created nothing and may be repeated. Where it was the only one, nothing was created, for certain;
    /// where it was not, remit-status is asked before anything is sent again.
    private mutating func comeAgain(
        at now: WallTime, jitter: Double, retryAfter: Duration?, _ notes: [PayoutNote], alarm: PayoutAlarm? = nil
    ) -> [PayoutAction] {
        guard nothingCanHaveArrived else {
            return askSoon(at: now, jitter: jitter, notes, alarms: [alarm], retryAfter: retryAfter)
        }
        let pause = PayoutSchedule.backoff(
            first: PayoutLimits.firstResend, longest: PayoutLimits.longestResend, exponent: payout.fruitlessTurns - 1,
            jitter: jitter)
        payout.nextActionAt = min(now.advanced(by: self.pause(pause, orLongerAs: retryAfter)), max(payout.sendUntil, now))
        return raising([alarm], after: notes + move(to: .recorded, at: now), at: now)
    }

    /// Of every attempt it is known that nothing came, and nobody ever heard otherwise, before an operator had it sent again either.
    private var nothingCanHaveArrived: Bool {
        payout.attemptsUnaccounted == 0 && !payout.isAcknowledged && payout.trxID == nil
    }

    /// Its fate is unknown: ask, soon (rules 2 and 5).
    private mutating func askSoon(
        at now: WallTime, jitter: Double, _ notes: [PayoutNote], alarms: [PayoutAlarm?], retryAfter: Duration? = nil
    ) -> [PayoutAction] {
        payout.nextActionAt = now.advanced(by: pause(pollPause(at: now, jitter: jitter), orLongerAs: retryAfter))
        return raising(alarms, after: notes, at: now)
    }
}
