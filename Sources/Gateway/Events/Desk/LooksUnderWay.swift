/// Which callbacks are being looked up, none of them twice at once, and whether the ledger keeps what comes of it. Pure.
struct LooksUnderWay {
    private var ids: Set<Int64> = []
    private var hasFailed = false

    /// A look-up is to begin; false where that callback is being looked up already.
    mutating func begin(_ callback: PendingCallback) -> Bool {
        ids.insert(callback.id).inserted
    }

    /// A look-up has ended.
    ///
    /// - Parameter isWritten: whether what came of it is on disk.
    mutating func end(_ callback: PendingCallback, isWritten: Bool) {
        ids.remove(callback.id)
        if !isWritten { hasFailed = true }
    }

    /// Whether something could not be written since this was asked last.
    mutating func takeFailure() -> Bool {
        defer { hasFailed = false }
        return hasFailed
    }
}
