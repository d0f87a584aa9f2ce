import Synchronization

/// What the connections of each user hold in this process: frames that are not whole yet, requests whose calls run, and
/// answers that wait for the socket. The sum is bounded for each user over all connections, so that nobody can use up the memory that
/// others need.
final class UserMemory: Sendable {
    private let limit: Int
    private let held = Mutex<[UInt32: Int]>([:])

    /// - Parameter limit: bytes of all connections of one uid.
    init(limit: Int = Limits.heldBytesPerUser) {
        self.limit = limit
    }

    /// Changes what one connection of `uid` is counted with. To hold less is always possible.
    ///
    /// - Returns: false, and nothing has changed, where it would be more than the user may hold.
    func resize(uid: UInt32, from old: Int, to new: Int) -> Bool {
        held.withLock { held in
            let all = held[uid, default: 0] - old + new
            guard new <= old || all <= limit else { return false }
            held[uid] = all > 0 ? all : nil
            return true
        }
    }
}
