/// What the books go by: everything that a partner's contract with OY! or the operator of the simulator would set.
struct Rules: Sendable {
    /// The partner's user name, shown as the default name of a virtual account.
    var username = "myuser"
    /// The partner's deposit, in rupiah, when the books are opened or reset.
    var balance = 1_000_000_000
    /// The largest payout; above it the answer is 215.
    var maximumPayout = 100_000_000
    /// The smallest and the largest amount of a virtual account; outside the answer is 212 or 213.
    var virtualAccountAmounts = 10_000...50_000_000
    /// What a virtual account's payment costs, as the history shows it.
    var adminFee = 1_000
    /// How long after acceptance a payout is final; half-way it turns from 101 to 102. Nil: only the control API moves it.
    var settleAfter: Duration?
    /// Of one hundred payouts, how many fail. Which ones is decided by `partner_trx_id`, the same in every run.
    var failPercent = 0
    /// Whether a `partner_trx_id` that was accepted is refused with 203 the next time. Off, a payout that is sent twice
    /// is executed twice, which shows in the books.
    var deduplicates = true
}
