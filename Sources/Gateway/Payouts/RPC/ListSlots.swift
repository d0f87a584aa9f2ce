import Synchronization

/// Bounds the lists that the ledger looks through for callers, in all and for one of them, whether or not the caller still waits:
/// one that asks in a flood leaves places to the others, and the queue of such reads stays short.
final class ListSlots: Sendable {
    private let places = Mutex(FairShare(places: PayoutLimits.lists, each: PayoutLimits.listsOfCaller))

    /// Runs `list` with a place of the caller's.
    ///
    /// - Throws: TOO_MANY_LISTS where there is none, or what `list` throws.
    func withPlace<Value>(
        of caller: String, _ list: () async throws(RPCError) -> Value
    ) async throws(RPCError) -> Value {
        let hasPlace = places.withLock { places in
            guard places.hasRoom(for: caller) else { return false }
            places.take(caller)
            return true
        }
        guard hasPlace else { throw .tooManyLists }
        defer { places.withLock { $0.giveBack(caller) } }
        return try await list()
    }
}

extension RPCError {
    static let tooManyLists = Self(
        .resourceExhausted, reason: "TOO_MANY_LISTS",
        message: "The gateway is at as many lists as it takes on at once, in all or for this caller; nothing was done for this call",
        retryDelay: .seconds(1))
}
