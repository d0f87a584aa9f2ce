import GRDB
public import Gateway

extension SQLiteLedger {
    public func payout(named partnerTrxID: String) async throws(LedgerError) -> Payout? {
        try await read { database in
            try PayoutQuery.named(partnerTrxID).run(database).first
        }
    }

    public func openPayouts(
        for turn: PayoutTurn, dueBy: WallTime, after: DuePosition?, limit: Int
    ) async throws(LedgerError) -> [Payout] {
        let query = PayoutQuery.due(turn, by: dueBy, after: after, limit: bounded(limit))
        return try await read { try query.run($0) }
    }

    public func listPayouts(
        _ filter: PayoutFilter, after: ListPosition?, limit: Int
    ) async throws(LedgerError) -> [Payout] {
        let limit = bounded(limit)
        return try await scan { database in
            let queries = try PayoutQuery.list(filter, after: after, limit: limit, in: database)
            var payouts: [Payout] = []
            // Lists by state are lists of one state each; in one transaction, so that no payout that changes its state
            // in between is in two of them or in none.
            try database.inSavepoint {
                payouts = try queries.flatMap { try $0.run(database) }
                return .commit
            }
            if queries.count > 1 { payouts.sort { PayoutQuery.isNewer($0, than: $1) } }
            return Array(payouts.prefix(limit))
        }
    }

    public func confirmation(of account: String, by caller: String) async throws(LedgerError) -> WallTime? {
        try await read { try ConfirmationRow.find(account, by: caller, in: $0) }
    }

    public func openSummary() async throws(LedgerError) -> OpenSummary {
        try await read { try OpenSummaryQuery.run($0) }
    }

    /// Every caller that has payouts, by name.
    public func pastCallers() async throws(LedgerError) -> [PastCaller] {
        try await read { try PastCallerQuery.run($0) }
    }

    private func bounded(_ limit: Int) -> Int {
        max(0, min(limit, limits.pageSize))
    }

    /// Runs `body` among the long reads. It ends early, or never begins, where the task is cancelled: the caller's time has passed, or
    /// it has gone.
    ///
    /// - Throws: `.abandoned` then.
    func scan<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        let watch = ScanCancellation()
        let result: Result<Value, LedgerError> = await withTaskCancellationHandler {
            do throws(LedgerError) {
                return .success(try await read(.long) { try watch.run($0, body) })
            } catch {
                return .failure(error)
            }
        } onCancel: {
            watch.abandon()
        }
        return try result.get()
    }

    /// Runs `body` on a reading connection, beside the writer and off the threads that run tasks.
    ///
    /// A task that is cancelled meanwhile gets its answer all the same: else a caller that goes away would look like a ledger
    /// that fails.
    func read<Value: Sendable>(
        _ length: ReadLength = .short, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        guard let pool = shared.pool else { throw LedgerError.unavailable(detail: "the ledger is not open") }
        let result = await withUnsafeContinuation { (reader: UnsafeContinuation<Result<Value, any Error>?, Never>) in
            let isTaken = readers.run(length) { reader.resume(returning: Result { try pool.unsafeRead(body) }) }
            if !isTaken { reader.resume(returning: nil) }
        }
        guard let result else { throw LedgerError.unavailable(detail: "the ledger is closed") }
        do {
            return try result.get()
        } catch is ScanCancellation.Abandoned {
            throw LedgerError.abandoned
        } catch {
            let detail = SQLiteFailure(error).description
            shared.readFailed(detail, telling: limits.readFailuresTold)
            throw LedgerError.unavailable(detail: detail)
        }
    }
}
