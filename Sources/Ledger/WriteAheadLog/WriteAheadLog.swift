import GRDB

/// A ledger's write-ahead log: kept short while the ledger is open, settled after a failure, and saved where it has lost its name.
///
/// Used by the writer's thread alone.
final class WriteAheadLog {
    private let file: LedgerFile
    private let pool: DatabasePool
    private let length: WALLength
    private let place: LogPlace
    private var wasInPlace = true
    /// Nil where the log had lost its name before this could be opened: then nothing more is written here, and what the log has is saved.
    private let checkpointer: Checkpointer?
    /// The last pass of carrying the log over failed: before anything else is written, the log is to be settled.
    private(set) var mustSettle = false

    /// - Parameters:
    ///   - file: which is open.
    ///   - pool: its connections.
    ///   - length: of the log, as the one that writes is told of it.
    ///   - place: where the log stood as soon as it was open. By now somebody may have removed it; and the connection that is opened here for
    ///     carrying it over makes another one then, by its name.
    init(of file: LedgerFile, pool: DatabasePool, length: WALLength, place: LogPlace) throws {
        self.file = file
        self.pool = pool
        self.length = length
        self.place = place
        do {
            checkpointer = try Checkpointer(path: file.path)
        } catch {
            guard !place.isKept else { throw error }
            checkpointer = nil
        }
    }

    /// Whether it and its index still stand under their names. Were they removed or exchanged, all that is written
    /// from then on would be lost with this process. Once they did not, this stays so: connections that read, which open them
    /// by name, may have the others.
    var isInPlace: Bool {
        if wasInPlace, !place.isKept { wasInPlace = false }
        return wasInPlace
    }

    /// Keeps it from growing: once it is long, most of it is carried over beside the writer, and
    /// what was written meanwhile here. If that is much, since somebody read the log for long, it takes another pass beside the writer:
    /// callers must not wait for it.
    ///
    /// - Parameter pages: from how many pages on it is long.
    /// - Throws: why a pass failed. From then on there is none before `settle`.
    func keepShort(_ pages: Int) throws(DatabaseError) {
        guard !mustSettle else { return }
        let end = checkpointer?.takeEnd()
        if case .failed(let code, let message)? = end {
            mustSettle = true
            throw DatabaseError(resultCode: code, message: message)
        }
        // Where the log is short, SQLite has begun it anew: a pass that ended before says nothing of this one.
        guard length.pages >= pages else { return }
        guard length.isRestShort(after: end, bound: pages) else { return checkpointer?.begin() ?? () }
        switch pool.writeWithoutTransaction({ database in Result { () throws(DatabaseError) in try database.carryLogOver() } }) {
        case .success(nil): break
        case .success: length.pages = 0
        case .failure(let failure):
            mustSettle = true
            throw failure
        }
    }

    /// Sees to it that all of it is on disk, and carries it over from its beginning (`WALSettling`).
    func settle() throws -> WALSettling.Outcome {
        let outcome = try pool.writeWithoutTransaction { try WALSettling.settle($0) }
        mustSettle = false
        if outcome == .emptied { length.pages = 0 }
        return outcome
    }

    /// Takes all that is in a log without a name, which only this process can read, over into the ledger's file. Nothing is
    /// to be written on its connection afterwards.
    ///
    /// - Throws: where that can't be done, or a stranger's log stands beside the file: SQLite would take it for the ledger's.
    func saveLost() throws {
        guard try settle() == .emptied else {
            throw LedgerOpeningError(
                .unavailable, "\(file.path)-wal: was removed or exchanged while open, and is read by another program: end that")
        }
        guard try !file.hasLog() else {
            throw LedgerOpeningError(
                .unavailable, "\(file.path)-wal: is not the log that the ledger had: move it away; the ledger is whole without it")
        }
    }

    /// Waits for a pass that is under way; there is no other.
    func endPasses() {
        checkpointer?.close()
    }
}
