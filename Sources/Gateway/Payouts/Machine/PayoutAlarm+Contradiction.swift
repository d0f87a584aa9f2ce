extension PayoutAlarm {
    /// How OY!'s answer contradicts the end of a payout; nil if it does not, or the payout has not ended. That OY! has, or has paid, what
    /// was not paid is not among these: `PayoutMachine.foundAlive` records it with the payout.
    ///
    /// - Parameters:
    ///   - state: what OY! says that it is; nil if it does not say.
    ///   - trxID: OY!'s name for it; empty if it gives none.
    init?(contradicting payout: Payout, saidToBe state: PayoutState?, named trxID: String) {
        guard payout.state == .completed || payout.state == .failed else { return nil }
        if let known = payout.trxID, !trxID.isEmpty, trxID != known {
            self = .anotherTrxID(trxID)
        } else if payout.state == .completed, state == .failed {
            self = .failedAfterCompleted
        } else {
            return nil
        }
    }
}
