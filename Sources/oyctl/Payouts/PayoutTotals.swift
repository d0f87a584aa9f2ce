import Contract
import Gateway

/// How many payouts there are in each state, and how much they come to.
struct PayoutTotals {
    private struct Total {
        var count = 0
        /// Wide enough for the sum of any amounts.
        var rupiah: Int128 = 0
        var names: [String] = []

        mutating func add(_ payout: Message) {
            count += 1
            rupiah += Int128(payout.integer("amount"))
            if names.count < Limits.namedPayouts { names.append(payout.string("partner_trx_id")) }
        }

        var text: String { "\(count), \(Rupiah.text(rupiah))" }
        var textWithNames: String { "\(text): \(names.joined(separator: ", "))\(count > names.count ? ", …" : "")" }
    }

    private var totals: [String: Total] = [:]
    /// Those that are COMPLETED since an operator recorded that they were paid, where OY! has not said so.
    private var recorded = Total()
    /// Those that are not paid by their state, and that OY! has, or has paid, all the same.
    private var mayBePaid = Total()

    mutating func add(_ payout: Message) {
        totals[payout.stateName, default: Total()].add(payout)
        let isSaidByOY = PayoutColumn.oyCode.value(of: payout) == OYCode.completed.rawValue
        if payout.state == .completed, !isSaidByOY { recorded.add(payout) }
        if payout.mayBePaid { mayBePaid.add(payout) }
    }

    /// What the totals are of, for the line above them: nothing where they are of all that was asked for.
    ///
    /// - Parameters:
    ///   - isPart: whether payouts before these were exported earlier (`--after`).
    ///   - isCutShort: whether payouts behind these could not be exported.
    static func heading(isPart: Bool, isCutShort: Bool) -> String {
        switch (isPart, isCutShort) {
        case (false, false): ""
        case (true, false): "Of this part only:\n"
        case (false, true): "Up to here:\n"
        case (true, true): "Of this part only, up to here:\n"
        }
    }

    /// A line for each state, one for all, and what the states do not tell.
    var text: String {
        var lines = totals.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }
        lines.append("payouts: \(totals.values.reduce(0) { $0 + $1.count })")
        if recorded.count > 0 {
            let state = PayoutState.completed.rawValue
            lines.append("of \(state), recorded by an operator (decided_by): \(recorded.textWithNames)")
        }
        if mayBePaid.count > 0 {
            let code = OYCode.duplicatePartnerTrxID.rawValue
            lines.append("Warning: may be paid all the same, ask OY! (lives_on_since, or code \(code)): \(mayBePaid.textWithNames)")
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
