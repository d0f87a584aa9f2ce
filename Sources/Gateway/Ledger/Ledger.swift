/// The gateway's memory on disk: payouts, and the audit trail of everything that happened.
public protocol Ledger: Sendable {
    /// Writes `change` as a whole or not at all, and returns only when it is on disk (rule 1).
    ///
    /// A change that fails does not touch the others that were committed beside it. A cancelled task does not cut a
    /// commit short: the last outcomes of a stopping gateway are written too.
    ///
    /// - Throws: why it was not written. After `.unavailable` it may still turn up after a restart (a disk that
    ///   failed while syncing): whoever asked reads the payout again before going on.
    func commit(_ change: LedgerChange) async throws(LedgerError)

    /// Takes an entry that nobody waits for (calls that only read); it is on disk within a second. Bounded: where the
    /// ledger can't keep up or can't be written, the entry is dropped and counted.
    func note(_ entry: AuditEntry)

    /// The payout of that name, nil where there is none.
    func payout(named partnerTrxID: String) async throws(LedgerError) -> Payout?

    /// Whether OY! has reported on a payout of that name by a callback that is not concluded yet.
    func isReported(_ partnerTrxID: String) async throws(LedgerError) -> Bool

    /// Payouts whose turn is of that kind, with a `nextActionAt` of at most `dueBy`, the earliest first, at most `limit` of them.
    ///
    /// - Parameter after: the last one of the page before; nil for the first page.
    func openPayouts(
        for turn: PayoutTurn, dueBy: WallTime, after: DuePosition?, limit: Int
    ) async throws(LedgerError) -> [Payout]

    /// Payouts that match `filter`, the newest first, at most `limit` of them.
    ///
    /// - Parameter after: the last one of the page before; nil for the first page.
    /// - Throws: `.abandoned` where the task is cancelled meanwhile.
    func listPayouts(
        _ filter: PayoutFilter, after: ListPosition?, limit: Int
    ) async throws(LedgerError) -> [Payout]

    /// When `caller` last confirmed the account with this mark; nil for never, or longer ago than
    /// `PayoutLimits.longestInquiryWindow`.
    func confirmation(of account: String, by caller: String) async throws(LedgerError) -> WallTime?

    /// How much is open, for metrics and the alarm of rule 5.
    func openSummary() async throws(LedgerError) -> OpenSummary
}
