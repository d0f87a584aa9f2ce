/// What somebody heard who asked OY! about a payout: a caller of `GetRemitStatus`, or the look-up for a callback. It is on disk before
/// anybody is told.
extension PayoutProcessor {
    /// Records, once, that OY! has, or had, a payout that is UNKNOWN (by its code, or by its name for it), or has or has paid one that stands
    /// as not paid here. If it stands as not paid, the operators are told; one that was UNKNOWN is never sent again. If the payout has changed by
    /// its turn, for example to paid, nothing is written.
    ///
    /// - Parameters:
    ///   - heard: OY!'s answers; of those that are recorded it knows that afterwards.
    ///   - payout: as it was when OY! was asked.
    ///   - caller: who heard it; nil for the gateway itself.
    /// - Returns: the payout as it is on disk afterwards.
    /// - Throws: as `decide`. Then it is not known to be on disk: whoever hears of it next must say so again.
    func record(
        _ heard: inout HeardAnswers, about payout: Payout, heardBy caller: AuditCaller?, deadline: MonotonicInstant
    ) async throws(PayoutRefusal) -> Payout {
        // What OY! was working on when it was asked an operator may have recorded as not paid since.
        var present = payout.state == .inProgress ? try await self.payout(named: payout.partnerTrxID, owner: nil) : payout
        // Another partner may be in force by its turn.
        let asked = payout.partner ?? upstream.partner
        for answer in heard.all where present.isAcknowledged(by: answer) || present.livesOn(by: answer) {
            present = try await take(
                .heard(answer, version: payout.version, askedAs: asked, by: caller), about: payout.partnerTrxID, deadline: deadline)
            heard.recorded(answer)
        }
        return present
    }

    /// Where OY! says that a payout which it has, or which has ended here, ended otherwise, or is another one, or says what can't be believed of
    /// it, the operators hear of it each time. The state stays, because callers were told it.
    ///
    /// - Parameters:
    ///   - heard: OY!'s answers, but for those that were recorded with the payout.
    ///   - payout: as it is on disk by now.
    /// - Throws: `.ledgerUnavailable`.
    func recordContradictions(
        _ heard: [AttemptReading], of payout: Payout, heardBy caller: AuditCaller?
    ) async throws(PayoutRefusal) {
        var alarms: [PayoutAlarm] = []
        var notes: [PayoutNote] = []
        for answer in heard {
            guard let alarm = PayoutAlarm(over: answer, about: payout), !alarms.contains(alarm) else { continue }
            // What is not believed stands nowhere else.
            if answer.unbelieved != nil { notes.append(.asked(answer)) }
            notes.append(.alarm(alarm))
            alarms.append(alarm)
        }
        guard !alarms.isEmpty else { return }
        let entries = AuditEntry.entries(for: notes, of: payout, by: caller, at: clock.wallNow)
        do throws(LedgerError) {
            try await ledger.commit(LedgerChange(entries: entries))
        } catch {
            observer.ledgerFailed(error)
            throw .ledgerUnavailable
        }
        for alarm in alarms { observer.alarmed(alarm, partnerTrxID: payout.partnerTrxID) }
    }
}
