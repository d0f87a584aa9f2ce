extension PayoutAlarm {
    /// How OY!'s answer contradicts what became of a payout; nil where it does not, or the payout has not ended. That OY! has, or has paid,
    /// what was not paid is none of these: it is kept with the payout (`PayoutMachine.foundAlive`).
    ///
    /// - Parameters:
    ///   - state: as OY! says that it is; nil where it does not say.
    ///   - trxID: how OY! names it, empty where it does not.
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
