import Synchronization

/// What is open, counted at most about once a second, however often and by how many callers it is asked for: counting reads the index of
/// every open payout.
final class RecentSummary: Sendable {
    private struct State {
        /// The last count, and when it began; nil for one that failed.
        var last: (summary: OpenSummary, countedAt: MonotonicInstant)?
        /// One that is under way; whoever asks meanwhile waits for it.
        var underWay: Task<OpenSummary?, Never>?
    }

    private let ledger: any Ledger
    private let clock: any Timekeeper
    private let state = Mutex(State())

    init(ledger: any Ledger, clock: any Timekeeper) {
        self.ledger = ledger
        self.clock = clock
    }

    /// - Returns: as of `Limits.summaryAge` ago at most; nil where the ledger can't be read.
    func current() async -> OpenSummary? {
        let now = clock.now
        let count: Task<OpenSummary?, Never>
        switch state.withLock({ latest(in: &$0, at: now) }) {
        case .known(let summary): return summary
        case .underWay(let task): count = task
        }
        return await count.value
    }

    private enum Latest {
        case known(OpenSummary)
        case underWay(Task<OpenSummary?, Never>)
    }

    private func latest(in state: inout State, at now: MonotonicInstant) -> Latest {
        if let last = state.last, last.countedAt.duration(to: now) < Limits.summaryAge { return .known(last.summary) }
        if let underWay = state.underWay { return .underWay(underWay) }
        let task = Task { await self.count(begunAt: now) }
        state.underWay = task
        return .underWay(task)
    }

    private func count(begunAt instant: MonotonicInstant) async -> OpenSummary? {
        let summary = try? await ledger.openSummary()
        state.withLock { state in
            state.last = summary.map { ($0, instant) }
            state.underWay = nil
        }
        return summary
    }
}
