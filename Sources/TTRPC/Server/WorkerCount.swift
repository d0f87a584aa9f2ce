/// How many tasks run a connection's calls, and what each does next. Who they are is `ServerConnection`'s.
///
/// For each dispatched call there is a worker on its way: one that was woken, a new one, or one that has just ended another call.
struct WorkerCount {
    /// Woken or made, and not yet there.
    private(set) var coming = 0
    /// Waiting to be woken.
    private(set) var waiting = 0

    /// Whether one that waits is to be woken for `calls` that nobody has taken.
    mutating func wakeOne(for calls: Int) -> Bool {
        guard coming < calls, waiting > 0 else { return false }
        waiting -= 1
        coming += 1
        return true
    }

    /// Whether one more is to be made for `calls` that nobody has taken.
    mutating func makeOne(for calls: Int) -> Bool {
        guard coming < calls else { return false }
        coming += 1
        return true
    }

    /// Whether one more is needed than come.
    func needsOne(for calls: Int) -> Bool {
        coming < calls
    }

    /// One has come for its call.
    mutating func came() {
        precondition(coming > 0, "nobody was called")
        coming -= 1
    }

    /// All that waited are to end.
    mutating func dismissed() {
        waiting = 0
    }

    enum Next: Equatable {
        /// Take the next call.
        case takeCall
        /// Wait to be woken.
        case wait
        case end
    }

    /// What one that has run a call does, where `calls` are there that nobody has taken.
    ///
    /// - Parameters:
    ///   - isCancelled: it was cancelled with its call. It stays so, and the next call would begin cancelled.
    ///   - mayWait: whether there is room for one more that waits; asked only where it would.
    mutating func ended(calls: Int, isCancelled: Bool, mayWait: @autoclosure () -> Bool) -> Next {
        if isCancelled { return .end }
        if coming < calls {
            coming += 1
            return .takeCall
        }
        guard waiting < Limits.waitingWorkersPerConnection, mayWait() else { return .end }
        waiting += 1
        return .wait
    }
}
