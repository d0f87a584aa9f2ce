import Synchronization

/// What the connections of each user hold in this process: frames that are not whole yet, calls that run, and answers that wait for
/// the socket. The sum is bounded for each user over all connections, so that nobody can use up the memory that others need.
final class UserMemoryQuota: Sendable {
    private struct Entry {
        weak var account: UserAccount?
    }

    private let limit: Int
    private let entries = Mutex<[UInt32: Entry]>([:])

    /// - Parameter limit: bytes of all connections of one uid.
    init(limit: Int = Limits.heldBytesPerUser) {
        self.limit = limit
    }

    /// The account that all connections of `uid` share, for as long as one of them is there, or a call of theirs.
    func account(of uid: UInt32) -> UserAccount {
        entries.withLock { entries in
            if let account = entries[uid]?.account { return account }
            let account = UserAccount(limit: limit) { [weak self] in self?.forget(uid) }
            entries[uid] = Entry(account: account)
            return account
        }
    }

    /// The users that have an account.
    var userCount: Int { entries.withLock { $0.count } }

    private func forget(_ uid: UInt32) {
        // The user may have come back meanwhile. Its account leaves the lock: were this the last reference, its end would come here again.
        let present = entries.withLock { entries in
            let present = entries[uid]?.account
            if present == nil { entries[uid] = nil }
            return present
        }
        withExtendedLifetime(present) {}
    }
}
