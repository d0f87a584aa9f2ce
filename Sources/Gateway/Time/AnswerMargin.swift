/// How long before its deadline a caller has its answer, so that it still arrives: a share of its time, up to a bound.
struct AnswerMargin {
    let longest: Duration
    /// One of so many parts of the time that is left.
    let parts: Int64

    /// Of a call to OY!, which is given up then.
    static let call = AnswerMargin(longest: .milliseconds(50), parts: 10)
    /// Of a caller that waits for a payout (rule 6): long enough on a busy host, too, since the error that comes after it invites paying again.
    static let payout = AnswerMargin(longest: .milliseconds(150), parts: 4)

    /// The moment at which a caller with this deadline must have its answer.
    func lastMoment(before deadline: MonotonicInstant, at now: MonotonicInstant) -> MonotonicInstant {
        // Counted in nanoseconds: every call comes here, and a `Duration` divides in 128 bits.
        let share = max(0, now.duration(to: deadline).wholeNanoseconds / parts)
        return deadline.advanced(by: .nanoseconds(-min(longest.wholeNanoseconds, share)))
    }
}
