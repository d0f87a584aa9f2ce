import Synchronization

/// The work that callers of the processor begin: who begins it, where it runs, and when the last of it has ended.
///
/// Each piece is a task of its own that belongs to nobody's call, so a caller that goes away leaves it untouched, and it
/// runs where its caller runs: in `oyd` on the event loop of the caller's connection, which also carries the attempt, so
/// that a payout changes threads for its commits only. The tasks are not children of `PayoutProcessor.run()`, as a group
/// takes children only from the task that owns it, and passing each piece to that task would cost two changes of thread.
/// In their stead `run()` waits here until the last has ended.
final class BackgroundTasks: Sendable {
    private struct State {
        var isOpen = true
        var underWay = 0
        /// Told when nothing is under way any more.
        var end: Once<Void>?
    }

    private let state = Mutex(State())

    /// Whether anything is still taken on.
    var isOpen: Bool { state.withLock { $0.isOpen } }

    /// Does `piece` beside the calling task, and where that one runs.
    ///
    /// - Parameter refuse: done in its stead where nothing is taken on any more, now or by the time that it would begin.
    func begin(_ piece: sending @escaping () async -> Void, orElse refuse: @escaping @Sendable () -> Void) {
        let isTaken = state.withLock { state in
            if state.isOpen { state.underWay += 1 }
            return state.isOpen
        }
        guard isTaken else { return refuse() }
        let executor = withUnsafeCurrentTask { $0?.unownedTaskExecutor?.asTaskExecutor() }
        Task(executorPreference: executor) {
            if self.isOpen { await piece() } else { refuse() }
            self.ended()
        }
    }

    private func ended() {
        let end = state.withLock { state in
            state.underWay -= 1
            return state.underWay == 0 ? state.end : nil
        }
        end?.come(())
    }

    /// Takes nothing on any more.
    func close() {
        state.withLock { $0.isOpen = false }
    }

    /// Waits until everything that was taken on has ended; after `close`, and once.
    func untilEnded() async {
        let end = Once<Void>()
        let isOver = state.withLock { state in
            precondition(!state.isOpen, "waiting for the end of what may still begin")
            state.end = end
            return state.underWay == 0
        }
        if isOver { end.come(()) }
        await end.value()
    }
}
