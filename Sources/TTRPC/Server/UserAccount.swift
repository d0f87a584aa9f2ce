import Synchronization

/// What one user's connections hold together, within a bound. Every call counts here twice, from all event loops: that takes no lock.
final class UserAccount: Sendable {
    private let limit: Int
    /// What may be held where a call is taken in: the rest is for what is answered to calls, and to those that find no room.
    private let limitForCalls: Int
    private let ended: @Sendable () -> Void
    private let held = Atomic(0)

    /// - Parameter ended: told when nobody has the account any more.
    init(limit: Int, ended: @escaping @Sendable () -> Void) {
        self.limit = limit
        limitForCalls = limit - limit / Limits.answersShareOfHeldBytes
        self.ended = ended
    }

    deinit {
        ended()
    }

    /// Changes what one connection is counted with. To hold less is always possible.
    ///
    /// - Parameter forCall: it is a call that is taken in.
    /// - Returns: false, and nothing has changed, where it would be more than the user may hold. Near the bound, what another connection is
    ///   just being refused may count for a moment.
    func resize(from old: Int, to new: Int, forCall: Bool = false) -> Bool {
        let all = held.wrappingAdd(new - old, ordering: .relaxed).newValue
        guard new > old, all > (forCall ? limitForCalls : limit) else { return true }
        held.wrappingSubtract(new - old, ordering: .relaxed)
        return false
    }
}
