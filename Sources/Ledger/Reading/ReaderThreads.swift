internal import Dispatch
internal import Synchronization

/// Threads that read from the ledger, each of which waits for the disk in its own time: as many as there are connections to
/// read on, for as long as the ledger is open.
///
/// GRDB's own way to read beside a task passes each read over three of Dispatch's queues, and Dispatch, when the machine is
/// busy, makes another thread for such a queue and keeps it.
final class ReaderThreads: Sendable {
    private struct State {
        var waiting: ArraySlice<@Sendable () -> Void> = []
        /// Threads that sleep and that nobody wakes yet.
        var asleep = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    /// - Throws: where the system has no thread left. Those that were made end.
    init(_ count: Int) throws(LedgerOpeningError) {
        do throws(LedgerOpeningError) {
            for _ in 0..<count { try LedgerThread.start { self.work() } }
        } catch {
            close()
            throw error
        }
    }

    /// Has one of the threads do `read`, in the order of asking.
    ///
    /// - Returns: false once they are closed; then it is not done.
    func run(_ read: @escaping @Sendable () -> Void) -> Bool {
        let (isTaken, wakes) = state.withLock { state in
            if state.isClosed { return (false, false) }
            state.waiting.append(read)
            // Those that are awake look for more before they sleep. One that sleeps is woken even so: a short read must not wait
            // for a long one.
            guard state.asleep > 0 else { return (true, false) }
            state.asleep -= 1
            return (true, true)
        }
        if wakes { wake.signal() }
        return isTaken
    }

    /// Takes nothing on any more. What waits is done, then the threads end.
    func close() {
        let asleep = state.withLock { state in
            state.isClosed = true
            defer { state.asleep = 0 }
            return state.asleep
        }
        for _ in 0..<asleep { wake.signal() }
    }

    private enum Step {
        case read(@Sendable () -> Void), sleep, end
    }

    private func work() {
        while true {
            let step = state.withLock { state -> Step in
                if let read = state.waiting.popFirst() { return .read(read) }
                if state.isClosed { return .end }
                state.asleep += 1
                return .sleep
            }
            switch step {
            case .read(let read): read()
            case .sleep: wake.wait()
            case .end: return
            }
        }
    }
}
