/// What somebody heard who asked OY! about a payout: a caller of `GetRemitStatus`, or the look-up for a callback. It is on disk before
/// anybody is told.
extension PayoutDesk {
    /// OY! has, or has paid, what is UNKNOWN here or stands as not paid, as somebody heard who asked: writes that down, once. Of what
    /// stands as not paid it tells the operators; what was UNKNOWN is never sent again. By the time its turn comes the payout may
    /// have changed, to paid for instance; then nothing is written.
    ///
    /// - Parameter payout: as it was when OY! was asked.
    /// - Returns: the payout as it is on disk afterwards.
    /// - Throws: as `decide`. It is not written down then, as far as is known: whoever hears of it next must say so again.
    func noteAlive(_ payout: Payout, deadline: MonotonicInstant) async throws(PayoutRefusal) -> Payout {
        guard payout.state == .unknown || (payout.standsUnpaid && payout.livesOnSince == nil) else { return payout }
        return try await take(.foundAlive(version: payout.version), about: payout.partnerTrxID, deadline: deadline)
    }

    /// OY! speaks of a payout that has ended as if it had ended otherwise, or were another one. The operators hear of it each time; the state
    /// stays, because callers were told it.
    ///
    /// - Throws: `.ledgerUnavailable`.
    func noteContradiction(_ alarm: PayoutAlarm, of payout: Payout, heardBy asker: AuditCaller) async throws(PayoutRefusal) {
        let entries = AuditEntry.entries(for: [.alarm(alarm)], of: payout, by: asker, at: clock.wallNow)
        do throws(LedgerError) {
            try await ledger.commit(LedgerChange(entries: entries))
        } catch {
            observer.ledgerFailed(error)
            throw .ledgerUnavailable
        }
        observer.alarmed(alarm, partnerTrxID: payout.partnerTrxID)
    }
}
