import Dispatch
import Synchronization

/// Holds whoever passes first until it is opened: here the ledger's thread, inside its first commit.
final class Gate: Sendable {
    private let opening = DispatchSemaphore(value: 0)
    private let isUsed = Mutex(false)
    private let (reached, arrival) = AsyncStream.makeStream(of: Void.self)

    /// Blocks the first caller until `open`; lets all others through.
    func pass() {
        let isFirst = isUsed.withLock { used in
            defer { used = true }
            return !used
        }
        guard isFirst else { return }
        arrival.finish()
        opening.wait()
    }

    func isReached() async {
        for await _ in reached {}
    }

    func open() {
        opening.signal()
    }
}
