extension PayoutAlarm {
    /// How OY!'s answer contradicts what stands of a payout, and can't be kept with it; nil if it does not. That OY! has, or has paid, what
    /// was not paid is not among these: `PayoutMachine.heard` records it with the payout.
    ///
    /// - Parameters:
    ///   - state: what OY! says that it is; nil if it does not say.
    ///   - trxID: OY!'s name for it; nil if it gives none.
    init?(contradicting payout: Payout, saidToBe state: PayoutState?, named trxID: String?) {
        guard [.inProgress, .completed, .failed].contains(payout.state) else { return nil }
        if let known = payout.trxID, let trxID, trxID != known {
            self = .anotherTrxID(trxID)
        } else if payout.state == .completed, state == .failed {
            self = .failedAfterCompleted
        } else {
            return nil
        }
    }
}
