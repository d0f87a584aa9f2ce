/// Where operators see what callbacks do: log and metrics.
public protocol CallbackObserver: Sendable {
    /// A callback was received and is on disk.
    func received(_ kind: CallbackKind)
    /// A look-up is over.
    func concluded(_ kind: CallbackKind, as conclusion: CallbackConclusion, id: Int64, payout: String?)
    /// Payments were found that are not what the callback speaks of, which is looked up further.
    func found(_ kind: CallbackKind, id: Int64, events: Int)
    /// OY!'s books have a record in the callback's account that nobody can have paid in; it is told to nobody.
    ///
    /// - Parameter payment: OY!'s name for it.
    func impossible(_ kind: CallbackKind, id: Int64, payment: String, amountRupiah: Int64)
    /// What a callback says could not be looked up.
    func notLookedUp(_ kind: CallbackKind, id: Int64, cause: String)
    /// The ledger did not do what was asked.
    func ledgerFailed(_ error: LedgerError)
}
