/// Which callbacks are being looked up, none of them twice at once, and how long nothing is looked up while the ledger can't keep what comes
/// of it. Pure.
struct LooksUnderWay {
    private var ids: Set<Int64> = []
    /// The ledger failed, and nobody has paused for it yet.
    private(set) var hasFailed = false
    private var pauses = 0

    /// A look-up is to begin; false where that callback is being looked up already.
    mutating func begin(_ callback: PendingCallback) -> Bool {
        ids.insert(callback.id).inserted
    }

    /// A look-up has ended, or was not made after all.
    mutating func end(_ callback: PendingCallback) {
        ids.remove(callback.id)
    }

    /// The ledger could not be read or written.
    mutating func ledgerFailed() {
        hasFailed = true
    }

    /// Something is on disk: the ledger is back.
    mutating func committed() {
        hasFailed = false
        pauses = 0
    }

    /// How long to pause now: longer each time, as long as nothing gets on disk.
    mutating func takePause() -> Duration {
        hasFailed = false
        pauses += 1
        return EventLimits.firstOutagePause.doubled(pauses - 1, atMost: EventLimits.longestOutagePause)
    }
}
