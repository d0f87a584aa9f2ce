import Synchronization

/// What large answers take while they are read, on all connections together: each may be allowed, and all of them at once too much.
///
/// Only bodies of more than `Limits.uncountedAnswerBytes` count, so that a small answer always has room.
public final class AnswerMemoryQuota: Sendable {
    private let limit: Int
    private let held = Mutex(0)

    /// The bound that `oyd` has: 64 MiB.
    public convenience init() {
        self.init(limit: Limits.answersBytes)
    }

    /// - Parameter limit: bytes of all bodies that count.
    init(limit: Int) {
        self.limit = limit
    }

    var heldBytes: Int { held.withLock { $0 } }

    /// Changes what one body is counted with. To hold less is always possible.
    ///
    /// - Returns: false, and nothing has changed, where it would be more than all may hold.
    func resize(from old: Int, to new: Int) -> Bool {
        held.withLock { held in
            let all = held - old + new
            guard new <= old || all <= limit else { return false }
            held = all
            return true
        }
    }
}
