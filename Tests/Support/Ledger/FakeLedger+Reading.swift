public import Gateway

extension FakeLedger {
    public func payout(named partnerTrxID: String) async throws(LedgerError) -> Payout? {
        try read { $0.payouts[partnerTrxID] }
    }

    public func openPayouts(
        for turn: PayoutTurn, dueBy: WallTime, after: DuePosition?, limit: Int
    ) async throws(LedgerError) -> [Payout] {
        try read { state in
            let due = state.payouts.values.filter { turn.states.contains($0.state) }.compactMap { payout in
                payout.nextActionAt.map { ($0, payout.partnerTrxID, payout) }
            }
            let from = after.map { ($0.nextActionAt, $0.partnerTrxID) } ?? (WallTime(milliseconds: .min), "")
            return due.filter { $0.0 <= dueBy && ($0.0, $0.1) > from }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
                .prefix(bounded(limit)).map(\.2)
        }
    }

    public func listPayouts(_ filter: PayoutFilter, after: ListPosition?, limit: Int) async throws(LedgerError) -> [Payout] {
        let found = try read { state in
            state.payouts.values.filter { payout in
                (filter.states.isEmpty || filter.states.contains(payout.state))
                    && (filter.caller == nil || filter.caller == payout.caller)
                    && (filter.created?.contains(payout.createdAt) ?? true)
                    && after.map { (payout.createdAt, payout.partnerTrxID) < ($0.createdAt, $0.partnerTrxID) } ?? true
            }
        }
        guard !Task.isCancelled else { throw .abandoned }
        return Array(found.sorted { ($0.createdAt, $0.partnerTrxID) > ($1.createdAt, $1.partnerTrxID) }.prefix(bounded(limit)))
    }

    public func confirmation(of account: String, by caller: String) async throws(LedgerError) -> WallTime? {
        try read { state in state.confirmations.first { $0.account == account && $0.caller == caller }?.confirmedAt }
    }

    public func openSummary() async throws(LedgerError) -> OpenSummary {
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

    private func bounded(_ limit: Int) -> Int {
        max(0, min(limit, pageSize))
    }
}
