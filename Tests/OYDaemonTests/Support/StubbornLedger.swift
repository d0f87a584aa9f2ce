import Gateway
import Synchronization

/// A ledger in memory that takes entries, or not.
final class StubbornLedger: Ledger {
    private struct State {
        var isWritable = true
        var entries: [AuditEntry] = []
    }

    private let state = Mutex(State())

    var isWritable: Bool {
        get { state.withLock { $0.isWritable } }
        set { state.withLock { $0.isWritable = newValue } }
    }

    /// What it has taken.
    var entries: [AuditEntry] { state.withLock { $0.entries } }

    func commit(_ change: LedgerChange) async throws(LedgerError) {
        try state.withLock { (state) throws(LedgerError) in
            guard state.isWritable else { throw LedgerError.unavailable(detail: "no space left") }
            state.entries += change.entries
        }
    }

    func note(_ entry: AuditEntry) {}

    func payout(named partnerTrxID: String) async throws(LedgerError) -> Payout? { nil }

    func isReported(_ partnerTrxID: String) async throws(LedgerError) -> Bool { false }

    func openPayouts(
        for turn: PayoutTurn, dueBy: WallTime, after: DuePosition?, limit: Int
    ) async throws(LedgerError) -> [Payout] { [] }

    func listPayouts(_ filter: PayoutFilter, after: ListPosition?, limit: Int) async throws(LedgerError) -> [Payout] { [] }

    func confirmation(of account: String, by caller: String) async throws(LedgerError) -> WallTime? { nil }

    func openSummary() async throws(LedgerError) -> OpenSummary { OpenSummary() }
}
