import Contract

/// How many payouts there are in each state, and how much they come to.
struct PayoutTotals {
    /// Wide enough for the sum of any amounts.
    private var totals: [String: (count: Int, rupiah: Int128)] = [:]

    mutating func add(_ payout: Message) {
        let total = totals[payout.stateName] ?? (0, 0)
        totals[payout.stateName] = (total.count + 1, total.rupiah + Int128(payout.integer("amount")))
    }

    /// A line for each state, and one for all.
    var text: String {
        let lines = totals.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.count), \($0.value.rupiah) rupiah\n" }
        return lines.joined() + "payouts: \(totals.values.reduce(0) { $0 + $1.count })\n"
    }
}
