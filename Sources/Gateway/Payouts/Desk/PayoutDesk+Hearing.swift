/// What somebody heard who asked OY! about a payout: a caller of `GetRemitStatus`, or the look-up for a callback. It is on disk before
/// anybody is told.
extension PayoutDesk {
    /// Records, once, that OY! has, or had, a payout that is UNKNOWN (by its code, or by its name for it), or has or has paid one that stands
    /// as not paid here. If it stands as not paid, the operators are told; one that was UNKNOWN is never sent again. If the payout has changed by
    /// its turn, for example to paid, nothing is written.
    ///
    /// - Parameters:
    ///   - word: OY!'s.
    ///   - payout: as it was when OY! was asked.
    ///   - caller: who heard it; nil for the gateway itself.
    /// - Returns: the payout as it is on disk afterwards.
    /// - Throws: as `decide`. Then it is not known to be on disk: whoever hears of it next must say so again.
    func note(
        _ word: OYWord, about payout: Payout, heardBy caller: AuditCaller?, deadline: MonotonicInstant
    ) async throws(PayoutRefusal) -> Payout {
        // What OY! was working on when it was asked an operator may have recorded as not paid since.
        let present = payout.state == .inProgress ? try await self.payout(named: payout.partnerTrxID, owner: nil) : payout
        guard present.isAcknowledged(by: word) || present.livesOn(by: word) else { return present }
        return try await take(.heard(word, version: payout.version, by: caller), about: payout.partnerTrxID, deadline: deadline)
    }

    /// OY! says that a payout which has ended here ended otherwise, or is another one. The operators hear of it each time. The state stays,
    /// because callers were told it.
    ///
    /// - Throws: `.ledgerUnavailable`.
    func noteContradiction(_ alarm: PayoutAlarm, of payout: Payout, heardBy caller: AuditCaller) async throws(PayoutRefusal) {
        let entries = AuditEntry.entries(for: [.alarm(alarm)], of: payout, by: caller, at: clock.wallNow)
        do throws(LedgerError) {
            try await ledger.commit(LedgerChange(entries: entries))
        } catch {
            observer.ledgerFailed(error)
            throw .ledgerUnavailable
        }
        observer.alarmed(alarm, partnerTrxID: payout.partnerTrxID)
    }
}
