import Contract

/// Decides after each attempt of a call that is not a payout whether another follows, and when.
///
/// Pure: time, chance and the shared budget come in, the decision goes out. Payouts have rules of their own.
struct RetryMachine: Sendable {
    /// What to do next.
    enum Decision: Equatable, Sendable {
        /// Attempt again at this instant.
        case again(at: MonotonicInstant)
        /// Answer the caller with what there is.
        case stop(Stop)
    }

    /// Why no further attempt follows.
    enum Stop: Equatable, Sendable {
        /// OY!'s answer stands.
        case conclusive
        /// The contract forbids to send it again: it may have been acted on.
        case mayNotBeResent
        /// ``Limits/maximumAttempts`` were made.
        case attemptsExhausted
        /// The wait would outlast the caller's deadline.
        case deadline
        /// Too many retries are going out already.
        case budgetSpent
    }

    private let resend: Endpoint.Resend
    private let deadline: MonotonicInstant
    /// How many attempts have ended.
    private(set) var attempts = 0
    /// Whether OY! may have acted on one of them, and so changed something.
    private(set) var mayHaveChanged = false

    /// - Parameters:
    ///   - resend: whether the method may be sent again when OY! may have acted (`idempotency_level` in the proto).
    ///   - deadline: the caller's.
    init(resend: Endpoint.Resend, deadline: MonotonicInstant) {
        self.resend = resend
        self.deadline = deadline
    }

    /// An attempt ended.
    ///
    /// - Parameters:
    ///   - verdict: what is known of it.
    ///   - retryAfter: OY!'s wish, where it gave one; it is a lower bound of the wait.
    ///   - now: the time.
    ///   - chance: uniformly random in 0..<1, for full jitter: waits spread over the whole interval, so that callers
    ///     that failed together do not come back together.
    ///   - budget: shared by all calls.
    mutating func attemptEnded(
        _ verdict: AttemptVerdict, retryAfter: Duration?, at now: MonotonicInstant, chance: Double,
        budget: inout RetryBudget
    ) -> Decision {
        attempts += 1
        if verdict == .uncertain, resend != .always { mayHaveChanged = true }
        switch verdict {
        case .conclusive: return .stop(.conclusive)
        case .uncertain where resend == .onlyIfSurelyUnsent: return .stop(.mayNotBeResent)
        case .uncertain, .surelyUnsent, .notProcessed: break
        }
        guard attempts < Limits.maximumAttempts else { return .stop(.attemptsExhausted) }
        let instant = now.advanced(by: max(backoff(chance), retryAfter ?? .zero))
        guard instant < deadline else { return .stop(.deadline) }
        guard budget.withdraw() else { return .stop(.budgetSpent) }
        return .again(at: instant)
    }

    /// Exponential, with full jitter.
    private func backoff(_ chance: Double) -> Duration {
        let ceiling = Limits.firstBackoff.doubled(attempts - 1, atMost: Limits.longestBackoff)
        return .nanoseconds(Int64(Double(ceiling.wholeNanoseconds) * chance))
    }
}
