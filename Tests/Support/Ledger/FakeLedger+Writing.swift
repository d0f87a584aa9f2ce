import Gateway

extension FakeLedger.State {
    /// Writes `change` as a whole, or gives the reason why nothing of it was written.
    mutating func write(_ change: LedgerChange) -> LedgerError? {
        guard !isBroken, !isReadOnly else { return .unavailable(detail: "broken by the test") }
        if isOverloaded, change.begunBy != nil { return .overloaded }
        if let write = change.payout, let refusal = refusal(of: write) { return refusal }
        if change.confirmations.contains(where: { $0.caller.isEmpty || $0.account.isEmpty }) { return Self.refused }
        // Copied only where one of them may be refused yet.
        let eventsBefore = change.events.isEmpty ? nil : events
        if let write = change.payout { tell(write.payout) }
        do throws(FakeEvents.Refused) {
            for write in change.events { try events.write(write) }
        } catch {
            if let eventsBefore { events = eventsBefore }
            return Self.refused
        }
        if let payout = change.payout?.payout {
            payouts[payout.partnerTrxID] = payouts[payout.partnerTrxID]?.changed(to: payout) ?? payout
        }
        for confirmation in change.confirmations { confirm(confirmation) }
        entries += change.entries
        commits += 1
        return nil
    }

    private static var refused: LedgerError { .unavailable(detail: "the schema would refuse it") }

    private func refusal(of write: LedgerChange.PayoutWrite) -> LedgerError? {
        let id = write.payout.partnerTrxID
        switch write {
        case .insert(let payout, let limit):
            let isKnown = payouts[id] != nil
            if let limit {
                let sums = sums(of: payout.caller, limit.day)
                if !limit.admits(payout.amountRupiah, on: sums) {
                    return isKnown ? .payoutExists(partnerTrxID: id) : .dayLimitReached(sums)
                }
            }
            guard payout.version == 1 else { return Self.refused }
            if isKnown { return .payoutExists(partnerTrxID: id) }
            return payout.flaw == nil ? nil : Self.refused
        case .update(let payout, let old):
            guard let stored = payouts[id], stored.version == payout.version - 1, stored.state == old else {
                return .payoutChanged(partnerTrxID: id)
            }
            if stored.finalAt != nil, payout.state != stored.state || payout.finalAt != stored.finalAt { return Self.refused }
            return stored.changed(to: payout).flaw == nil ? nil : Self.refused
        }
    }

    private func sums(of caller: String, _ day: Range<WallTime>) -> DaySums {
        payouts.values.filter { $0.caller == caller && day.contains($0.createdAt) && $0.state.countsTowardsDay }
            .reduce(into: DaySums()) { sums, payout in
                let (sum, overflow) = sums.amountRupiah.addingReportingOverflow(payout.amountRupiah)
                sums.amountRupiah = overflow ? .max : sum
                sums.count += 1
            }
    }

    /// A payout tells of each new state.
    private mutating func tell(_ payout: Payout) {
        let before = payouts[payout.partnerTrxID]
        guard before?.state != payout.state else { return }
        let asked = before ?? payout
        let step = PayoutStep(
            partnerTrxID: payout.partnerTrxID, caller: asked.caller, from: before?.state, to: payout.state,
            amountRupiah: asked.amountRupiah, recipientBank: asked.recipientBank, trxID: payout.trxID, oyCode: payout.oyCode,
            oyMessage: payout.oyMessage)
        events.add(step, at: payout.updatedAt)
    }

    /// The one that comes last counts, and two that are too old go for each that comes.
    private mutating func confirm(_ new: AccountConfirmation) {
        confirmations.removeAll { $0.caller == new.caller && $0.account == new.account }
        confirmations.append(new)
        let oldest = new.confirmedAt.advanced(by: .zero - PayoutLimits.longestInquiryWindow)
        func order(_ one: AccountConfirmation) -> (WallTime, String, String) { (one.confirmedAt, one.caller, one.account) }
        for old in confirmations.filter({ $0.confirmedAt < oldest }).sorted(by: { order($0) < order($1) }).prefix(2) {
            confirmations.removeAll { $0 == old }
        }
    }
}
