import Gateway
import TestSupport

/// A ledger in memory that keeps to the protocol, fails when told to, and can be held while it commits.
final class FakeLedger: Ledger {
    struct State: Sendable {
        var payouts: [String: Payout] = [:]
        var entries: [AuditEntry] = []
        var commits = 0
        var isBroken = false
        /// Reads succeed, and commits fail.
        var isReadOnly = false
        var confirmations: [AccountConfirmation] = []
        var events = FakeEvents()
    }

    let state = Observed(State())
    /// Rings after each commit.
    let written = Bell()
    /// Awaited within each commit; nil lets it pass.
    private let hold: (@Sendable (LedgerChange) async -> Void)?

    /// Awaited before what was counted is told.
    private let holdCount: (@Sendable () async -> Void)?

    init(hold: (@Sendable (LedgerChange) async -> Void)? = nil, holdCount: (@Sendable () async -> Void)? = nil) {
        self.hold = hold
        self.holdCount = holdCount
    }

    var isBroken: Bool {
        get { state.value.isBroken }
        set { state.update { $0.isBroken = newValue } }
    }

    /// The alarms that were written down, in order.
    var alarms: [String] { state.value.entries.filter { $0.kind == .alarm }.compactMap(\.outcome?.code) }

    subscript(id: String) -> Payout? {
        get { state.value.payouts[id] }
        set { state.update { $0.payouts[id] = newValue } }
    }

    /// Returns when the payout is on disk like that.
    func until(_ id: String, _ condition: @escaping @Sendable (Payout) -> Bool) async throws {
        try await state.wait(for: "a change of \(id) in the ledger") { $0.payouts[id].map(condition) ?? false }
    }

    func commit(_ change: LedgerChange) async throws(LedgerError) {
        await hold?(change)
        let refusal = state.update { state -> LedgerError? in
            guard !state.isBroken, !state.isReadOnly else { return .unavailable(detail: "broken by the test") }
            if let write = change.payout {
                if let refusal = Self.refusal(of: write, in: state) { return refusal }
                state.payouts[write.payout.partnerTrxID] = write.payout
            }
            state.entries += change.entries
            state.confirmations += change.confirmations
            for write in change.events { state.events.apply(write) }
            state.commits += 1
            return nil
        }
        if let refusal { throw refusal }
        written.ring()
    }

    private static func refusal(of write: LedgerChange.PayoutWrite, in state: State) -> LedgerError? {
        let id = write.payout.partnerTrxID
        switch write {
        case .insert(let payout, let limit):
            if state.payouts[id] != nil { return .payoutExists(partnerTrxID: id) }
            guard let limit else { return nil }
            let sums = sums(of: payout.caller, limit.day, in: state)
            return limit.admits(payout.amountRupiah, on: sums) ? nil : .dayLimitReached(sums)
        case .update(let payout, let old):
            let stored = state.payouts[id]
            return stored?.version == payout.version - 1 && stored?.state == old ? nil : .payoutChanged(partnerTrxID: id)
        }
    }

    private static func sums(of caller: String, _ day: Range<WallTime>, in state: State) -> DaySums {
        let counted = state.payouts.values.filter {
            $0.caller == caller && day.contains($0.createdAt) && $0.state.countsTowardsDay
        }
        return DaySums(amountRupiah: counted.reduce(0) { $0 + $1.amountRupiah }, count: counted.count)
    }

    func note(_ entry: AuditEntry) {
        state.update { $0.entries.append(entry) }
    }

    func payout(named partnerTrxID: String) async throws(LedgerError) -> Payout? {
        try read { $0.payouts[partnerTrxID] }
    }

    func openPayouts(for turn: PayoutTurn, dueBy: WallTime, after: DuePosition?, limit: Int) async throws(LedgerError) -> [Payout] {
        try read { state in
            let due = state.payouts.values.filter { turn.states.contains($0.state) }.compactMap { payout in
                payout.nextActionAt.map { ($0, payout.partnerTrxID, payout) }
            }
            let from = after.map { ($0.nextActionAt, $0.partnerTrxID) } ?? (WallTime(milliseconds: .min), "")
            return due.filter { $0.0 <= dueBy && ($0.0, $0.1) > from }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
                .prefix(limit).map(\.2)
        }
    }

    func listPayouts(_ filter: PayoutFilter, after: ListPosition?, limit: Int) async throws(LedgerError) -> [Payout] {
        try read { state in
            let found = state.payouts.values.filter { payout in
                (filter.states.isEmpty || filter.states.contains(payout.state))
                    && (filter.caller == nil || filter.caller == payout.caller)
                    && (filter.created?.contains(payout.createdAt) ?? true)
                    && after.map { (payout.createdAt, payout.partnerTrxID) < ($0.createdAt, $0.partnerTrxID) } ?? true
            }
            return Array(found.sorted { ($0.createdAt, $0.partnerTrxID) > ($1.createdAt, $1.partnerTrxID) }.prefix(limit))
        }
    }

    func isReported(_ partnerTrxID: String) async throws(LedgerError) -> Bool {
        try read { state in
            state.events.callbacks.values.contains { kept in
                kept.nextLook != nil && kept.callback.kind == .disbursement
                    && kept.callback.facts.contains(#""partner_trx_id":"\#(partnerTrxID)""#)
            }
        }
    }

    func confirmation(of account: String, by caller: String) async throws(LedgerError) -> WallTime? {
        try read { state in
            state.confirmations.filter { $0.account == account && $0.caller == caller }.map(\.confirmedAt).max()
        }
    }

    func openSummary() async throws(LedgerError) -> OpenSummary {
        let summary = try read { state in
            let open = state.payouts.values.filter { !$0.state.isFinal }
            let byState = Dictionary(grouping: open, by: \.state)
            return OpenSummary(
                counts: byState.mapValues(\.count), oldest: byState.compactMapValues { $0.map(\.createdAt).min() },
                oldestUnknown: open.filter { $0.state == .unknown }.map { $0.unknownSince ?? $0.createdAt }.min())
        }
        await holdCount?()
        return summary
    }

    func read<Value>(_ body: (State) -> Value) throws(LedgerError) -> Value {
        let state = state.value
        guard !state.isBroken else { throw .unavailable(detail: "broken by the test") }
        return body(state)
    }
}
