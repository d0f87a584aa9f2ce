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
        var isClosed = false
    }

    private let state = Mutex(State())
    /// Counts what waits, and each thread once more when all is over.
    private let wake = DispatchSemaphore(value: 0)
    private let count: Int

    /// - Throws: where the system has no thread left. Those that were made end.
    init(_ count: Int) throws(LedgerOpeningError) {
        self.count = count
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
        let isTaken = state.withLock { state in
            if !state.isClosed { state.waiting.append(read) }
            return !state.isClosed
        }
        if isTaken { wake.signal() }
        return isTaken
    }

    /// Takes nothing on any more. What waits is done, then the threads end.
    func close() {
        let wasOpen = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard wasOpen else { return }
        for _ in 0..<count { wake.signal() }
    }

    private func work() {
        while true {
            wake.wait()
            guard let read = state.withLock({ $0.waiting.popFirst() }) else { return }
            read()
        }
    }
}
