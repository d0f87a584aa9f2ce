import Dispatch
import Synchronization

/// Threads that read from the ledger, each of which waits for the disk in its own time: as many as there are connections to
/// read on, for as long as the ledger is open.
///
/// One of them is always free of long reads: payments are brought to their end by short ones, and must not wait for what callers
/// list. The others take a long read first, so that no flood of short ones holds up the lists either.
///
/// GRDB's own way to read beside a task passes each read over three of Dispatch's queues, and Dispatch, when the machine is
/// busy, makes another thread for such a queue and keeps it.
final class ReaderThreads: Sendable {
    private struct State {
        var short: ArraySlice<@Sendable () -> Void> = []
        var long: ArraySlice<@Sendable () -> Void> = []
        /// Threads that are at a long read.
        var atLong = 0
        /// Threads that sleep and that nobody wakes yet.
        var asleep = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    /// How many of the threads may be at a long read.
    private let longAtOnce: Int

    /// - Parameter count: two at least.
    /// - Throws: where the system has no thread left. Those that were made end.
    init(_ count: Int) throws(LedgerOpeningError) {
        precondition(count >= 2, "one thread is to be free of long reads")
        longAtOnce = count - 1
        do throws(LedgerOpeningError) {
            for _ in 0..<count { try LedgerThread.start { self.work() } }
        } catch {
            close()
            throw error
        }
    }

    /// Has one of the threads do `read`, in the order of asking among those of the same length.
    ///
    /// - Returns: false once they are closed; then it is not done.
    func run(_ length: ReadLength, _ read: @escaping @Sendable () -> Void) -> Bool {
        let (isTaken, wakes) = state.withLock { state in
            if state.isClosed { return (false, false) }
            switch length {
            case .short: state.short.append(read)
            case .long: state.long.append(read)
            }
            // Those that are awake look for more before they sleep. One that sleeps is woken even so: a short read must not wait
            // for a long one.
            guard state.asleep > 0, length == .short || state.atLong < longAtOnce else { return (true, false) }
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
        case read(ReadLength, @Sendable () -> Void), sleep, end
    }

    private func work() {
        while true {
            switch state.withLock({ state in self.nextStep(&state) }) {
            case .read(let length, let read):
                read()
                if length == .long { state.withLock { $0.atLong -= 1 } }
            case .sleep: wake.wait()
            case .end: return
            }
        }
    }

    private func nextStep(_ state: inout State) -> Step {
        if state.atLong < longAtOnce, let read = state.long.popFirst() {
            state.atLong += 1
            return .read(.long, read)
        }
        if let read = state.short.popFirst() { return .read(.short, read) }
        // Long reads that wait now are done by those who are at one.
        if state.isClosed { return .end }
        state.asleep += 1
        return .sleep
    }
}
