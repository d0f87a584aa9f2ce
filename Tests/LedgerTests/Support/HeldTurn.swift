import Synchronization

/// The turn of an event loop that ends when the test says so.
final class HeldTurn: Sendable {
    private let work = Mutex<(@Sendable () -> Void)?>(nil)

    /// Whether something is to be done at its end.
    var isHeld: Bool { work.withLock { $0 != nil } }

    /// Takes what is to be done at its end, which is one thing.
    func hold(_ work: @escaping @Sendable () -> Void) {
        self.work.withLock { held in
            precondition(held == nil, "one turn holds two things")
            held = work
        }
    }

    func end() {
        work.withLock { $0.take() }?()
    }
}
