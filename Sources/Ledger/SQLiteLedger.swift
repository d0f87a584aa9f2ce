public import Gateway

/// The ledger in an SQLite file (docs/audit.md): payouts, and the chain of all that happened.
///
/// One thread writes, with group commit: what queues up while one transaction is synced is the next one, so the cost
/// of an fsync is shared by all who wait. Reading goes on beside it, on connections of its own.
public final class SQLiteLedger: Ledger {
    /// Marks PERSONAL values, with this ledger's key.
    public let digest: PersonalDigest
    /// It knew no payout when it was opened. Where there had been some, it is not the ledger that they are in.
    public let beganWithoutPayouts: Bool
    /// Others than its owner could read it when it was opened, and with it the accounts that were paid.
    public let wasReadableByOthers: Bool
    let limits: LedgerLimits
    let shared: SharedLedgerState
    let readers: ReaderThreads
    private let queue: CommitQueue

    /// Opens the ledger, or makes one. Blocks while it is checked, for under two seconds however large it is; where it is of an
    /// older version, some seconds more for each million of payouts; where another program reads it, `busyTimeout` and the time
    /// that its log takes to be written.
    ///
    /// - Parameters:
    ///   - path: the file; `-wal` and `-shm` stand beside it.
    ///   - createsMissing: whether to make a new one where there is none.
    ///   - limits: bounds; the defaults are right for production.
    ///   - tell: is told what an operator must hear. Called on the ledger's thread, which waits, and before this returns on the caller's.
    ///   - atTurnEnd: runs what wakes the writer when the calling turn ends; by default at once.
    /// - Throws: why the ledger is not to be used; it says what it said, in the version that it had.
    public init(
        path: String, createsMissing: Bool = true, limits: LedgerLimits = LedgerLimits(),
        tell: @escaping @Sendable (LedgerEvent) -> Void = { _ in }, atTurnEnd: @escaping TurnEnd = { $0() }
    ) throws(LedgerOpeningError) {
        let connection = try LedgerConnection(path: path, createsMissing: createsMissing, limits: limits)
        let shared = SharedLedgerState(tell: tell)
        let queue = CommitQueue(limits: limits, atTurnEnd: atTurnEnd)
        shared.pool = connection.pool
        shared.count { $0.head = connection.head }
        digest = connection.digest
        beganWithoutPayouts = connection.beganWithoutPayouts
        wasReadableByOthers = connection.isReadableByOthers
        if connection.openedBesideReader { shared.tell(.openedBesideReader) }
        self.limits = limits
        self.shared = shared
        self.queue = queue
        readers = try ReaderThreads(limits.readers)
        // Sent to the new thread and used nowhere else from here on.
        nonisolated(unsafe) let writer = LedgerWriter(
            connection, path: path, limits: limits, queue: queue, shared: shared)
        try LedgerThread.start(.first) { writer.run() }
    }

    deinit {
        queue.close()
        readers.close()
    }

    /// Writes what still waits and closes the file. Whatever comes after is refused.
    public func close() async {
        queue.close()
        await shared.waitForEnd()
        readers.close()
    }

    /// Numbers for metrics.
    public var statistics: LedgerStatistics {
        var statistics = shared.statistics
        statistics.queued = queue.count
        return statistics
    }

    public func commit(_ change: LedgerChange) async throws(LedgerError) {
        let refusal = await withUnsafeContinuation { (waiter: UnsafeContinuation<LedgerError?, Never>) in
            if let refusal = put(QueuedChange(change, isAwaited: true, waiter: waiter)) { waiter.resume(returning: refusal) }
        }
        if let refusal { throw refusal }
    }

    public func note(_ entry: AuditEntry) {
        if put(QueuedChange(LedgerChange(entries: [entry]), isAwaited: false)) != nil {
            shared.count { $0.droppedNotes += 1 }
        }
    }

    private func put(_ change: QueuedChange) -> LedgerError? {
        switch queue.put(change) {
        case nil:
            return nil
        case .closed:
            return .unavailable(detail: "the ledger is closed")
        case .full:
            if change.waiter != nil { shared.count { $0.refusedForQueue += 1 } }
            return .overloaded
        }
    }
}
