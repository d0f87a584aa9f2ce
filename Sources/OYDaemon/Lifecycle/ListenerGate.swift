import Synchronization

/// Lets the daemon say that it serves once all of its listeners are open, and not where one of them can't be.
final class ListenerGate: Sendable {
    private let expected = Mutex(0)
    private let opened: AsyncStream<Void>
    private let open: AsyncStream<Void>.Continuation

    init() {
        (opened, open) = AsyncStream.makeStream()
    }

    /// There is to be one more.
    ///
    /// - Returns: what it calls once it is open.
    func expect() -> @Sendable () -> Void {
        expected.withLock { $0 += 1 }
        return { [open] in open.yield() }
    }

    /// Waits until all that are expected are open. To be called once, when no more will be.
    ///
    /// - Returns: false where the task was cancelled before.
    func wait() async -> Bool {
        var left = expected.withLock { $0 }
        guard left > 0 else { return true }
        for await _ in opened {
            left -= 1
            if left == 0 { return true }
        }
        return false
    }
}
