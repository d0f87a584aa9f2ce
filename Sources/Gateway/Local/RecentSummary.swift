import Synchronization

/// What is open, counted at most about once a second, however often and by how many callers it is asked for: counting reads the index of
/// every open payout.
final class RecentSummary: Sendable {
    private struct State {
        var summary: OpenSummary?
        var countedAt: MonotonicInstant?
    }

    private let ledger: any Ledger
    private let clock: any Timekeeper
    private let state = Mutex(State())

    init(ledger: any Ledger, clock: any Timekeeper) {
        self.ledger = ledger
        self.clock = clock
    }

    /// - Returns: at most `Limits.summaryAge` old; nil where the ledger can't be read.
    func current() async -> OpenSummary? {
        if let recent = recent(at: clock.now) { return recent }
        let summary = try? await ledger.openSummary()
        state.withLock { $0.summary = summary }
        return summary
    }

    /// Nil: whoever asks now is to count. Those that ask meanwhile take the count before, where there is one.
    private func recent(at now: MonotonicInstant) -> OpenSummary? {
        state.withLock { state in
            if let countedAt = state.countedAt, countedAt.duration(to: now) < Limits.summaryAge, let summary = state.summary { return summary }
            state.countedAt = now
            return nil
        }
    }
}
