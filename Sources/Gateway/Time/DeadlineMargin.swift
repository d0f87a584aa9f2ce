/// How long before its deadline a caller has its answer, so that it still arrives: a share of its time, up to a bound.
struct DeadlineMargin {
    let longest: Duration
    /// One of so many parts of the time that is left.
    let parts: Int64

    /// Of a call to OY!.
    static let call = DeadlineMargin(longest: Limits.deadlineMargin, parts: Limits.deadlineMarginParts)
    /// Of a caller that waits for a payout (rule 6).
    static let payout = DeadlineMargin(longest: Limits.payoutAnswerMargin, parts: Limits.payoutAnswerMarginParts)

    /// The moment at which a caller with this deadline must have its answer.
    func lastMoment(before deadline: MonotonicInstant, at now: MonotonicInstant) -> MonotonicInstant {
        // Counted in nanoseconds: every call comes here, and a `Duration` divides in 128 bits.
        let share = max(0, now.duration(to: deadline).wholeNanoseconds / parts)
        return deadline.advanced(by: .nanoseconds(-min(longest.wholeNanoseconds, share)))
    }
}
