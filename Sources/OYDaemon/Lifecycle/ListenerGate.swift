/// Lets the daemon say that it serves once all of its listeners are open, and not where one of them can't be.
final class ListenerGate: Sendable {
    private let count: Int
    private let opened: AsyncStream<Void>
    private let open: AsyncStream<Void>.Continuation

    /// - Parameter count: how many there are to be.
    init(_ count: Int) {
        self.count = count
        (opened, open) = AsyncStream.makeStream()
    }

    /// One more is open.
    func isOpen() {
        open.yield()
    }

    /// Waits until all are open. To be called once.
    ///
    /// - Returns: false where the task was cancelled before.
    func wait() async -> Bool {
        var left = count
        guard left > 0 else { return true }
        for await _ in opened {
            left -= 1
            if left == 0 { return true }
        }
        return false
    }
}
