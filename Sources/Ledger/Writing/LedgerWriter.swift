import GRDB
import Gateway
import HostFiles

/// The one writer: takes all that waits, writes it as one transaction, and answers only when that is on disk.
///
/// Everything here runs on the ledger's own thread.
///
/// After a failed commit nothing of it is visible, and the next one is written over it in the log, which makes the
/// kernel write those pages again. Only where the process dies in between may such a change turn up after all, whole.
final class LedgerWriter {
    private let path: String
    private let limits: LedgerLimits
    private let queue: CommitQueue
    private let shared: SharedLedgerState
    /// Nil where it could not be opened anew.
    private var connection: LedgerConnection?
    /// The file that was opened last.
    private var identity: FileIdentity
    private var days: DaySumCache
    private var outage = Outage()

    init(
        _ connection: LedgerConnection, path: String, limits: LedgerLimits, queue: CommitQueue,
        shared: SharedLedgerState
    ) {
        self.connection = connection
        identity = connection.identity
        self.path = path
        self.limits = limits
        self.queue = queue
        self.shared = shared
        days = DaySumCache(limit: limits.rememberedDays)
    }

    /// Writes until the queue is closed and empty, then closes the ledger.
    func run() {
        while let changes = queue.take(patience: outage.isOn ? limits.retryDelay : limits.lookedAfter) {
            // Also where nobody pays: a log that lost its name is to be saved before the process ends.
            if changes.isEmpty, outage.isOn || !isInPlace { write([]) }
            var rest = changes[...]
            while !rest.isEmpty {
                write(rest.prefix(limits.perTransaction))
                rest = rest.dropFirst(limits.perTransaction)
            }
            // After the answers: nobody waits for it.
            keepLogShort()
        }
        shared.pool = nil
        connection?.close()
        connection = nil
        shared.end()
    }

    /// Writes `batch` and answers it. An empty one finds out whether an outage is over.
    private func write(_ batch: ArraySlice<QueuedChange>) {
        let answers = attempt(batch)
        queue.finished(batch)
        for (change, answer) in zip(batch, answers) {
            change.waiter?.resume(returning: answer)
        }
    }

    private func attempt(_ batch: ArraySlice<QueuedChange>) -> [LedgerError?] {
        if let detail = outage.detail, !outage.mayBeTriedAgain { return refuse(batch, detail) }
        do {
            let connection = try readyConnection()
            let answers = try connection.write { try transaction(batch, on: connection, $0) }
            if outage.ended() {
                shared.count { $0.isAvailable = true }
                shared.tell(.becameAvailable)
            }
            return answers
        } catch {
            return refuse(batch, failed(error))
        }
    }

    /// A log that can't be carried over is an outage like any other: it would grow for ever, and commits that the database
    /// lacks must not be built upon before it is settled.
    private func keepLogShort() {
        do {
            try connection?.log.keepShort(limits.checkpointPages)
        } catch {
            _ = failed(error)
        }
    }

    /// - Returns: what went wrong, for those who are refused.
    private func failed(_ error: any Error) -> String {
        let failure = SQLiteFailure(error)
        shared.count { $0.isAvailable = false }
        if outage.failed(failure, retryAfter: limits.retryDelay) {
            shared.tell(.becameUnavailable(detail: failure.description))
        }
        return failure.description
    }

    private func refuse(_ batch: ArraySlice<QueuedChange>, _ detail: String) -> [LedgerError?] {
        let dropped = batch.count { $0.waiter == nil }
        if dropped > 0 { shared.count { $0.droppedNotes += dropped } }
        return Array(repeating: .unavailable(detail: detail), count: batch.count)
    }

    // MARK: The transaction

    private func transaction(
        _ batch: ArraySlice<QueuedChange>, on connection: LedgerConnection, _ statements: WriterStatements
    ) throws -> [LedgerError?] {
        do {
            return try transaction(batch, on: connection, statements) { try $0.apply($1) }
        } catch where SQLiteFailure(error).isRefusal {
            // Rare, and a bug of ours, unless a stranger wrote to the chain.
            try checkHead(of: connection, statements)
            // Once more, each change in a savepoint, so that only the culprit fails.
            shared.tell(.refusedChange(detail: SQLiteFailure(error).description))
            return try transaction(batch, on: connection, statements) { try $0.applyAlone($1) }
        }
    }

    private func transaction(
        _ batch: ArraySlice<QueuedChange>, on connection: LedgerConnection, _ statements: WriterStatements,
        _ apply: (inout LedgerTransaction, QueuedChange) throws -> LedgerError?
    ) throws -> [LedgerError?] {
        try statements.begin.run()
        do {
            var transaction = LedgerTransaction(statements, head: connection.head, days: days)
            let answers = try batch.map { try apply(&transaction, $0) }
            // A batch may have nothing to write, as its payouts are known: that would end no outage.
            if batch.isEmpty || outage.isOn { try statements.touch.run() }
            try statements.commit.run()
            connection.head = transaction.head
            days = transaction.days
            tell(batch, answers, transaction)
            return answers
        } catch {
            // SQLite has rolled back by itself after some errors, and then says that there is nothing to roll back.
            try? statements.rollback.run()
            throw error
        }
    }

    private func tell(
        _ batch: ArraySlice<QueuedChange>, _ answers: [LedgerError?], _ transaction: LedgerTransaction
    ) {
        guard transaction.writes > 0 else { return }
        var changes = 0
        var entries = 0
        for (change, answer) in zip(batch, answers) where answer == nil {
            changes += 1
            entries += change.entries.count
        }
        shared.count {
            $0.transactions += 1
            $0.changes += changes
            $0.entries += entries
            $0.head = transaction.head
        }
        shared.tell(.committed(changes: changes, entries: entries))
    }

    // MARK: Healing

    private var isInPlace: Bool {
        connection.map { $0.isInPlace && $0.log.isInPlace } ?? false
    }

    /// The connection to write on, once it is sure that the chain on disk ends where we believe.
    private func readyConnection() throws -> LedgerConnection {
        guard let connection else { return try reopened() }
        let isInPlace = connection.isInPlace
        // What is written to a file that lost its name is lost with it.
        if isInPlace, !connection.log.isInPlace {
            // What is read by name may come from another log.
            shared.pool = nil
            // Before the connection is closed, which has the only way to it.
            try connection.log.saveLost()
            guard outage.isOn else {
                throw LedgerOpeningError(.missing, "\(path): the ledger's -wal or -shm was removed or exchanged while open")
            }
            return try reopened()
        }
        guard outage.suspectFailures < limits.failuresBeforeReopening else { return try reopened() }
        guard isInPlace else {
            throw LedgerOpeningError(.missing, "\(path): the ledger was moved away or replaced while open")
        }
        if connection.log.mustSettle { _ = try connection.log.settle() }
        if outage.isOn { try connection.write { try checkHead(of: connection, $0) } }
        return connection
    }

    private func checkHead(of connection: LedgerConnection, _ statements: WriterStatements) throws {
        guard try statements.storedHead() == connection.head else {
            throw LedgerOpeningError(
                .chainBroken, "\(path): the chain does not end with entry \(connection.head.sequence): another program wrote to it")
        }
    }

    /// Opens the file anew, with all checks that a start makes. The chain goes on from what is on disk, which must hold
    /// all that we ever said was there: another file under the same name is not our ledger.
    private func reopened() throws -> LedgerConnection {
        shared.pool = nil
        connection?.close()
        connection = nil
        days = DaySumCache(limit: limits.rememberedDays)
        let connection = try LedgerConnection(path: path, createsMissing: false, known: identity, limits: limits)
        let confirmed = shared.statistics.head
        guard try connection.holds(confirmed) else {
            connection.close()
            throw LedgerOpeningError(
                .chainBroken,
                """
                \(path): entry \(confirmed.sequence) is not what was written there: this is another ledger, or the disk lost what \
                it confirmed
                """)
        }
        self.connection = connection
        identity = connection.identity
        shared.pool = connection.pool
        if connection.openedBesideReader { shared.tell(.openedBesideReader) }
        return connection
    }
}
