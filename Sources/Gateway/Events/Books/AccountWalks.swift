/// How far OY!'s list of accounts was gone through, for each callback that needs it: what one has passed by proves nothing
/// about another's number. Pure.
struct AccountWalks: Sendable {
    /// A way through the list, from its beginning.
    struct Walk: Sendable, Equatable {
        /// When the callback was received that it was begun for.
        fileprivate let since: WallTime
        var offset: Int64 = 0
        var found: [BookedAccount] = []
    }

    private var walks: [Int64: Walk] = [:]
    private var running = 0

    /// Goes on from where the callback's last look stopped.
    ///
    /// - Returns: nil where as many as may are under way; it waits then.
    mutating func begin(for callback: PendingCallback) -> Walk? {
        let walk = isUnderWay(for: callback) ? walks[callback.id] : nil
        keep(walk ?? Walk(since: callback.receivedAt), callback.id)
        guard running < EventLimits.walksAtOnce else { return nil }
        running += 1
        return walks[callback.id]
    }

    /// Its time is over, and the list's end was not reached.
    mutating func pause(_ walk: Walk, for callback: PendingCallback) {
        running -= 1
        keep(walk, callback.id)
    }

    /// It need not go on.
    mutating func end(for callback: PendingCallback) {
        running -= 1
        forget(callback)
    }

    /// Nobody looks the callback up any more.
    mutating func forget(_ callback: PendingCallback) {
        walks[callback.id] = nil
    }

    /// Whether the list is to be gone through further. One that was begun before the same words came anew is not the
    /// callback's.
    func isUnderWay(for callback: PendingCallback) -> Bool {
        walks[callback.id]?.since == callback.receivedAt
    }

    /// At the bound the one that has come least far begins anew.
    private mutating func keep(_ walk: Walk, _ id: Int64) {
        if walks.count >= EventLimits.walks, walks[id] == nil, let least = walks.min(by: { $0.value.offset < $1.value.offset }) {
            walks[least.key] = nil
        }
        walks[id] = walk
    }
}
