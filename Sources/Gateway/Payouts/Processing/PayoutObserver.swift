/// Where operators see what payouts do: log and metrics.
public protocol PayoutObserver: Sendable {
    /// The payout has come to its end, and that is on disk.
    func ended(_ payout: Payout)
    func alarmed(_ alarm: PayoutAlarm, partnerTrxID: String)
    /// The ledger did not do what was asked (rule 7).
    func ledgerFailed(_ error: LedgerError)
}
