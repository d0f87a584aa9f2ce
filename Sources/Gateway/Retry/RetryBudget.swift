/// Keeps retries a small share of all calls, so that an outage at OY! is not multiplied by the gateway.
///
/// Each call puts in a fraction of a retry, each retry takes a whole one; a reserve lets a quiet gateway retry at all.
/// Pure, counted in hundredths so that no rounding accumulates.
struct RetryBudget: Sendable {
    private var hundredths = Limits.retryBudgetReserve * 100

    init() {}

    /// A call came in.
    mutating func callBegan() {
        hundredths = min(hundredths + Limits.retryBudgetPercent, Limits.retryBudgetCeiling * 100)
    }

    /// A retry is wanted. False: not now, the budget is spent.
    mutating func withdraw() -> Bool {
        guard hundredths >= 100 else { return false }
        hundredths -= 100
        return true
    }
}
