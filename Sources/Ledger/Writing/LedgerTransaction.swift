import GRDB
import Gateway

/// What one transaction has done so far. The chain's head and the days' sums become the ledger's own only once the
/// transaction is on disk.
struct LedgerTransaction {
    private let statements: WriterStatements
    private(set) var head: ChainHead
    private(set) var days: DaySumCache
    private(set) var writes = 0

    init(_ statements: WriterStatements, head: ChainHead, days: DaySumCache) {
        self.statements = statements
        self.head = head
        self.days = days
    }

    /// Writes `change` as a whole, or gives the reason why nothing of it was written.
    ///
    /// - Throws: `DatabaseError`. Where the schema refused it, a part of it may be written: see `applyAlone`.
    mutating func apply(_ change: QueuedChange) throws -> LedgerError? {
        // First, so that nothing is written where it is refused.
        if let write = change.payout {
            if let refusal = try store(write) { return refusal }
            writes += 1
        }
        for confirmation in change.confirmations {
            try ConfirmationRow.store(confirmation, statements)
            writes += 1
        }
        for write in change.events {
            try statements.events.apply(write)
            writes += 1
        }
        for entry in change.entries {
            try entry.withUnsafeBytes { try append($0) }
            writes += 1
        }
        return nil
    }

    /// As `apply`, inside a savepoint: a change that the schema refuses leaves nothing behind.
    mutating func applyAlone(_ change: QueuedChange) throws -> LedgerError? {
        let before = self
        try statements.savepoint.run()
        do {
            let refusal = try apply(change)
            try statements.release.run()
            return refusal
        } catch {
            let failure = SQLiteFailure(error)
            guard failure.isRefusal else { throw error }
            try statements.rollbackToSavepoint.run()
            try statements.release.run()
            self = before
            return .unavailable(detail: "the ledger's schema refused the change: \(failure)")
        }
    }

    // MARK: Steps

    /// Writes the payout and counts it in its day's sums, or gives the reason why it is not written.
    private mutating func store(_ write: LedgerChange.PayoutWrite) throws -> LedgerError? {
        switch write {
        case .insert(let payout, let limit):
            if let limit, let sums = try sums(beyond: limit, with: payout) {
                // Rule 4: what was asked for before is answered whatever the limit says.
                let isKnown = try exists(payout.partnerTrxID)
                return isKnown ? .payoutExists(partnerTrxID: payout.partnerTrxID) : .dayLimitReached(sums)
            }
            PayoutRow.bindInsertion(of: payout, to: statements.insertPayout)
            do {
                try statements.insertPayout.run()
            } catch let error as DatabaseError where payout.version == 1 && error.isOfPayoutBegunOnce {
                return .payoutExists(partnerTrxID: payout.partnerTrxID)
            }
            days.change(payout, from: nil)
        case .update(let payout, let old):
            PayoutRow.bindUpdate(of: payout, from: old, to: statements.updatePayout)
            try statements.updatePayout.run()
            guard statements.updatePayout.changedRows == 1 else { return .payoutChanged(partnerTrxID: payout.partnerTrxID) }
            days.change(payout, from: old)
        }
        return nil
    }

    /// The sums of the day where the payout does not fit into it; nil where it does.
    private mutating func sums(beyond limit: DayLimit, with payout: Payout) throws -> DaySums? {
        // Kept whatever comes of the change: a caller at its limit must not have its day added up for each refusal.
        let sums = try days.sums(of: payout.caller, day: limit.day) {
            try DaySumQuery.run(statements.sumDay, caller: payout.caller, day: limit.day)
        }
        return limit.admits(payout.amountRupiah, on: sums) ? nil : sums
    }

    private func exists(_ partnerTrxID: String) throws -> Bool {
        let query = statements.findPayout
        query.bind(1, partnerTrxID)
        defer { query.reset() }
        return try query.step()
    }

    private mutating func append(_ entry: UnsafeRawBufferPointer) throws {
        let next = head.following(entry)
        let insertion = statements.insertEntry
        try next.hash.withBytes { hash in
            insertion.bind(1, next.sequence)
            insertion.bind(2, lentText: entry)
            insertion.bind(3, lentBlob: hash)
            try insertion.run()
        }
        head = next
    }
}
