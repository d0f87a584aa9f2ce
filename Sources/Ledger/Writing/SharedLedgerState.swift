import GRDB
import Synchronization

/// What the writer's thread and everybody else share.
final class SharedLedgerState: Sendable {
    private struct State {
        var pool: DatabasePool?
        var statistics = LedgerStatistics()
        var isEnded = false
        var readFailureTold: ContinuousClock.Instant?
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    /// Told on the thread that it happens on.
    let tell: @Sendable (LedgerEvent) -> Void

    init(tell: @escaping @Sendable (LedgerEvent) -> Void) {
        self.tell = tell
    }

    /// Where to read from; nil while the ledger is closed or being opened anew.
    var pool: DatabasePool? {
        get { state.withLock { $0.pool } }
        set { state.withLock { $0.pool = newValue } }
    }

    var statistics: LedgerStatistics {
        state.withLock { $0.statistics }
    }

    func count(_ change: (inout LedgerStatistics) -> Void) {
        state.withLock { change(&$0.statistics) }
    }

    /// Tells that a read failed, unless that was told less than `pause` ago.
    func readFailed(_ detail: String, telling pause: Duration) {
        let now = ContinuousClock.now
        let isNews = state.withLock { state in
            if let last = state.readFailureTold, last.duration(to: now) < pause { return false }
            state.readFailureTold = now
            return true
        }
        if isNews { tell(.couldNotRead(detail: detail)) }
    }

    /// The writer's thread is done.
    func end() {
        let waiters = state.withLock { state in
            state.isEnded = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns once the writer's thread is done.
    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let isEnded = state.withLock { state in
                if !state.isEnded { state.waiters.append(continuation) }
                return state.isEnded
            }
            if isEnded { continuation.resume() }
        }
    }
}
