/// When to act next. Pure: chance comes in as a number from 0 up to 1.
enum PayoutSchedule {
    /// `first` doubled `exponent` times but never above `longest`, of which half is certain and half is chance: many
    /// payouts that began waiting together don't come back together.
    static func backoff(first: Duration, longest: Duration, exponent: Int, jitter: Double) -> Duration {
        let pause = first.doubled(exponent, atMost: longest).wholeMilliseconds
        let chance = Int64(Double(pause / 2) * min(max(jitter, 0), 1))
        return .milliseconds(pause / 2 + chance)
    }
}
