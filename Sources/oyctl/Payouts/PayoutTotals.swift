import Contract

/// How many payouts there are in each state, and how much they come to.
struct PayoutTotals {
    /// Wide enough for the sum of any amounts.
    private typealias Total = (count: Int, rupiah: Int128)

    private var totals: [String: Total] = [:]
    /// Those that ended as not paid, and that OY! has, or has paid, all the same.
    private var mayBePaid: Total = (0, 0)
    private var mayBePaidNames: [String] = []

    private static let namesShown = 10

    mutating func add(_ payout: Message) {
        let rupiah = Int128(payout.integer("amount"))
        let total = totals[payout.stateName] ?? (0, 0)
        totals[payout.stateName] = (total.count + 1, total.rupiah + rupiah)
        guard !payout.string("lives_on_since").isEmpty else { return }
        mayBePaid = (mayBePaid.count + 1, mayBePaid.rupiah + rupiah)
        if mayBePaidNames.count < Self.namesShown { mayBePaidNames.append(payout.string("partner_trx_id")) }
    }

    /// A line for each state, one for all, and a warning where the states do not tell everything.
    var text: String {
        let lines = totals.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.count), \(Rupiah.text($0.value.rupiah))\n" }
        return lines.joined() + "payouts: \(totals.values.reduce(0) { $0 + $1.count })\n" + warning
    }

    private var warning: String {
        guard mayBePaid.count > 0 else { return "" }
        let names = mayBePaidNames.joined(separator: ", ") + (mayBePaid.count > Self.namesShown ? ", …" : "")
        return "Warning: may be paid although the state says otherwise (lives_on_since): "
            + "\(mayBePaid.count), \(Rupiah.text(mayBePaid.rupiah)): \(names)\n"
    }
}
