internal import Gateway

/// What one transaction has done so far. The chain's head and the days' sums become the ledger's own only once the
/// transaction is on disk.
struct LedgerTransaction {
    private let statements: WriterStatements
    private(set) var head: ChainHead
    private(set) var days: DayBook
    private(set) var writes = 0

    init(_ statements: WriterStatements, head: ChainHead, days: DayBook) {
        self.statements = statements
        self.head = head
        self.days = days
    }

    /// Writes `change` as a whole, or gives the reason why nothing of it was written.
    ///
    /// - Throws: `DatabaseError`. Where the schema refused it, a part of it may be written: see `applyAlone`.
    mutating func apply(_ change: QueuedChange) throws -> LedgerError? {
        if let refusal = try check(change.payouts) { return refusal }
        for write in change.payouts {
            try store(write)
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

    /// Whether all of these payouts can be written, in this order; keeps their days' sums when they can.
    private mutating func check(_ payouts: [LedgerChange.PayoutWrite]) throws -> LedgerError? {
        guard !payouts.isEmpty else { return nil }
        let load = { [statements] caller, day in
            try DaySumQuery.run(statements.sumDay, caller: caller, day: day)
        }
        // Kept whatever comes of the change: a caller at its limit must not have its day added up for each refusal.
        for case .insert(let payout, let limit?) in payouts {
            _ = try days.sums(of: payout.caller, day: limit.day) { try load(payout.caller, limit.day) }
        }
        var days = days
        for write in payouts {
            let stored = try find(write.payout.partnerTrxID)
            switch write {
            case .insert(let payout, let limit):
                guard stored == nil else { return .payoutExists(partnerTrxID: payout.partnerTrxID) }
                if let limit {
                    let sums = try days.sums(of: payout.caller, day: limit.day) { try load(payout.caller, limit.day) }
                    guard limit.admits(payout.amountRupiah, on: sums) else { return .dayLimitReached(sums) }
                }
                days.change(payout, from: nil)
            case .update(let payout):
                guard let stored, stored.version == payout.version - 1 else {
                    return .payoutChanged(partnerTrxID: payout.partnerTrxID)
                }
                days.change(payout, from: stored.state)
            }
        }
        self.days = days
        return nil
    }

    private func find(_ partnerTrxID: String) throws -> (version: Int64, state: PayoutState?)? {
        let query = statements.findPayout
        query.bind(1, partnerTrxID)
        defer { query.reset() }
        guard try query.step() else { return nil }
        return (query.integer(0), PayoutState(rawValue: query.text(1)))
    }

    private func store(_ write: LedgerChange.PayoutWrite) throws {
        switch write {
        case .insert(let payout, _):
            PayoutRow.bindInsertion(of: payout, to: statements.insertPayout)
            try statements.insertPayout.run()
        case .update(let payout):
            PayoutRow.bindUpdate(of: payout, to: statements.updatePayout)
            try statements.updatePayout.run()
        }
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
