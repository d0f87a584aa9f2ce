/// Asking `remit-status`: rules 2, 3 and 5.
extension PayoutMachine {
    /// The question was answered, or brought nothing.
    ///
    /// - Parameters:
    ///   - clear: whether OY! may be called once more right now.
    ///   - jitter: chance, from 0 up to 1.
    mutating func askEnded(
        _ reading: AttemptReading, at now: WallTime, clear: Bool, jitter: Double
    ) -> [PayoutAction] {
        guard case .asking(let since) = activity else { preconditionFailure("nothing was being asked") }
        activity = .idle
        let asked = PayoutNote.asked(reading)
        guard case .word(let word) = reading else {
            return askLater(
                at: now, jitter: jitter, [asked], alarms: [keepAcknowledgement(in: reading), PayoutAlarm(disbelieving: reading)],
                retryAfter: reading.retryAfterSilence)
        }
        let verdict = StatusVerdict(word)
        let another = verdict.speaksOfThePayout ? nil : keepAcknowledgement(in: reading)
        switch verdict {
        case .completed:
            return end(as: .completed, by: word, at: now, asked)
        // Of the payment that OY! has acknowledged this says nothing: that one may be paid.
        case .failed where isOfAnother(word):
            return askLater(at: now, jitter: jitter, [asked], alarms: [keepAcknowledgement(in: reading)])
        case .failed:
            return end(as: .failed, by: word, at: now, asked)
        case .inProgress:
            return inProgress(word, at: now, jitter: jitter, asked)
        case .notFound:
            return notFound(since: since, at: now, clear: clear, jitter: jitter, asked, alarm: another)
        case .nothing:
            return askLater(at: now, jitter: jitter, [asked], alarms: [another], retryAfter: word.retryAfter)
        case .refusedCredentials:
            return askLater(at: now, jitter: jitter, [asked], alarms: [another, .credentialsRefused(code: word.code)])
        case .strange:
            return askLater(at: now, jitter: jitter, [asked], alarms: [another, word.code.map(PayoutAlarm.strangeCode)])
        }
    }

    /// Somebody asked OY! about it and heard that OY! has or had it. An UNKNOWN payout is never sent again from then on: a later "not
    /// found" takes nothing back (rule 3). It is IN_PROGRESS, unless OY! says that it failed: of an end only its own question convinces.
    /// One that is RECORDED, as OY! refused each attempt of it, is UNKNOWN again, and asked about.
    ///
    /// Otherwise, where OY! has it or has paid it, it has what this ledger records as not paid: the ledger was restored from a copy,
    /// another system uses the account at OY!, or OY! contradicts itself. The conflict is recorded and alarmed once. The state stays,
    /// because callers were told it; but the payout can't be approved any more, and nobody hears that it was not paid.
    ///
    /// - Parameters:
    ///   - heard: OY!'s answer to `remit-status`.
    ///   - version: which one it was of when OY! was asked. What has failed since by OY!'s own word, OY! may have spoken of before it did; what
    ///     an operator recorded as not paid since, it has all the same.
    /// - Precondition: `partner` is as whom OY! was asked.
    mutating func heard(_ heard: AttemptReading, since version: Int64, at now: WallTime) -> [PayoutAction] {
        precondition(activity == .idle && isStored)
        if payout.isAcknowledged(by: heard) {
            guard payout.belongs(to: partner) else { return [] }
            let another = if case .word(let word) = heard, heard.speaksOfThePayout { keep(word) } else { keepAcknowledgement(in: heard) }
            let next = payout.nextActionAt
            let moved = acknowledge(as: heard.hasIt && payout.state == .unknown ? .inProgress : .unknown, at: now)
            // It may be paid already, so the next question is not postponed.
            if let next, let later = payout.nextActionAt { payout.nextActionAt = min(next, later) }
            return raising([another, PayoutAlarm(disbelieving: heard)], after: [.asked(heard)] + moved, at: now)
        }
        guard payout.livesOn(by: heard) else { return [] }
        guard payout.state != .failed || payout.version == version || payout.failedByOperatorsWord else { return [] }
        let another = PayoutAlarm(contradicting: payout, by: heard)
        payout.livesOnSince = now
        return raising([.livesOn, another], after: [.asked(heard)], at: now)
    }

    /// It speaks of another payment than the one that OY! has acknowledged under this id.
    private func isOfAnother(_ word: OYWord) -> Bool {
        guard payout.isAcknowledged, let known = payout.trxID, let named = word.trxID else { return false }
        return named != known
    }

    private mutating func end(as state: PayoutState, by word: OYWord, at now: WallTime, _ asked: PayoutNote) -> [PayoutAction] {
        let alarm = keep(word)
        let moved = move(to: state, at: now)
        return raising([alarm], after: [asked] + moved, at: now)
    }

    private mutating func inProgress(
        _ word: OYWord, at now: WallTime, jitter: Double, _ asked: PayoutNote
    ) -> [PayoutAction] {
        let alarm = keep(word)
        let moved = acknowledge(as: .inProgress, at: now)
        return moved.isEmpty
            ? askLater(at: now, jitter: jitter, [asked], alarms: [alarm]) : raising([alarm], after: [asked] + moved, at: now)
    }

    /// OY! has it, or had it: it is never sent again. The note of the move; none where it stays.
    private mutating func acknowledge(as state: PayoutState, at now: WallTime) -> [PayoutNote] {
        payout.isAcknowledged = true
        // Recorded from now on, for payouts older than this field.
        payout.partner = partner
        payout.notFoundSince = nil
        let moved = move(to: state, at: now)
        if !moved.isEmpty {
            payout.fruitlessTurns = 0
            payout.nextActionAt = now.advanced(by: settings.firstPoll)
        }
        return moved
    }

    /// 204. While an attempt may still be on its way it proves nothing; after the settling time it allows to send the
    /// same again, which OY! tells from an earlier attempt by the id (rule 3).
    private mutating func notFound(
        since asked: WallTime, at now: WallTime, clear: Bool, jitter: Double, _ note: PayoutNote, alarm: PayoutAlarm?
    ) -> [PayoutAction] {
        guard payout.state == .unknown, !payout.isAcknowledged, payout.livesOnSince == nil else {
            return askLater(at: now, jitter: jitter, [note], alarms: [alarm, .deniedAfterAcknowledging])
        }
        payout.notFoundSince = payout.notFoundSince ?? asked
        // What counts is when OY! was asked: an answer that took a minute says nothing about that minute.
        if asked >= settledAt && now < payout.sendUntil {
            guard clear else { return askLater(at: now, jitter: jitter, [note]) }
            return send(at: now, after: [note])
        }
        return askLater(at: now, jitter: jitter, [note])
    }

    /// Nothing new: ask again later, and later each time, for ever (rule 5).
    private mutating func askLater(
        at now: WallTime, jitter: Double, _ notes: [PayoutNote], alarms: [PayoutAlarm?] = [], retryAfter: Duration? = nil
    ) -> [PayoutAction] {
        payout.fruitlessTurns += 1
        payout.nextActionAt = now.advanced(by: pause(pollPause(at: now, jitter: jitter), orLongerAs: retryAfter))
        return raising(alarms, after: notes, at: now)
    }

    /// How long to wait before the next question.
    func pollPause(at now: WallTime, jitter: Double) -> Duration {
        let accepted = payout.state == .inProgress
        // While it may still be sent again, the pauses stay short enough to find out within that time.
        let mayGoAgain = !accepted && !payout.isAcknowledged && payout.livesOnSince == nil && now < payout.sendUntil
        let longest = mayGoAgain ? max(settings.settle, PayoutLimits.unknownPoll) : PayoutLimits.longestPoll
        let pause = PayoutSchedule.backoff(
            first: accepted ? settings.firstPoll : PayoutLimits.unknownPoll, longest: min(longest, PayoutLimits.longestPoll),
            exponent: payout.fruitlessTurns, jitter: jitter)
        // Not found yet, and about to settle: the answer that counts is the first one after that.
        guard payout.notFoundSince != nil, now < settledAt else { return pause }
        return min(pause, now.duration(to: settledAt))
    }
}
