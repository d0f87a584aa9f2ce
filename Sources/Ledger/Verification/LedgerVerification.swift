import GRDB

/// Walks the audit chain of a ledger's file from its first entry to its last, reading only: while `oyd` runs, or of a
/// copy on another machine.
///
/// It proves that the entries are those that were written, in that order, as long as the head of an earlier walk was
/// kept elsewhere. Whoever can write the file can also compute all hashes anew (docs/audit.md).
public enum LedgerVerification {
    /// What a walk found.
    public enum Finding: Sendable, Equatable {
        /// Every entry holds. The head's number is the count of entries; its hash is worth keeping elsewhere.
        case holds(ChainHead)
        /// The first entry that does not, and the last one that does.
        case broken(BrokenLink, after: ChainHead)
    }

    /// Walks the whole chain, at the speed of the disk and in constant memory.
    ///
    /// - Parameters:
    ///   - path: the ledger's file.
    ///   - known: a head that was noted earlier; the chain must pass through it.
    /// - Throws: where the file can't be opened or read at all, or is no ledger.
    public static func verify(path: String, passing known: ChainHead? = nil) throws(LedgerOpeningError) -> Finding {
        let reader = try LedgerReader(path: path)
        defer { reader.close() }
        var walk = ChainWalk()
        do {
            following: while true {
                switch try follow(&walk, in: reader, passing: known) {
                case .holds: continue
                case .broken(let link): return .broken(link, after: walk.head)
                case .end: break following
                }
            }
        } catch {
            let failure = SQLiteFailure(error)
            // A bad disk or a lock says nothing of the chain.
            guard !failure.isOfTheHost else { throw LedgerOpeningError(.unavailable, "\(path): \(failure)") }
            let sequence = walk.head.sequence + 1
            return .broken(
                BrokenLink(
                    sequence: sequence, reason: .unreadable,
                    detail: "entry \(sequence) can't be read: \(failure)"),
                after: walk.head)
        }
        if let known, known.sequence > walk.head.sequence {
            let missing = walk.head.sequence + 1
            return .broken(
                BrokenLink(
                    sequence: missing, reason: .missing,
                    detail: "entry \(missing) is missing: the chain once had \(known.sequence) entries"),
                after: walk.head)
        }
        return .holds(walk.head)
    }

    /// Looks whether the guards are on: whoever takes them off, and puts nothing back, leaves the chain as it is.
    ///
    /// - Throws: where a table, an index or a trigger is not as the ledger's version has it, or not the ledger's, or the file can't be read.
    public static func checkSchema(path: String) throws(LedgerOpeningError) {
        let reader = try LedgerReader(path: path)
        defer { reader.close() }
        try reader.checkSchema()
    }

    /// Lets SQLite hold each index against its table, and look for damage in all of the file: the daemon finds payouts by indexes, and one
    /// that was changed behind their back is not what it finds. All in one transaction; beside a running daemon its log is not
    /// carried over meanwhile.
    ///
    /// - Returns: the first thing that is wrong, in SQLite's words; nil where nothing is.
    /// - Throws: where the file can't be opened or read at all, or is no ledger.
    public static func damage(path: String) throws(LedgerOpeningError) -> String? {
        let reader = try LedgerReader(path: path)
        defer { reader.close() }
        do {
            // `quick_check` takes less than half the time, and leaves the indexes out.
            let word = try reader.read { try String.fetchOne($0, sql: "PRAGMA integrity_check(1)") }
            return word == "ok" ? nil : word ?? "no word"
        } catch {
            let failure = SQLiteFailure(error)
            guard !failure.isOfTheHost else { throw LedgerOpeningError(.unavailable, "\(path): \(failure)") }
            return failure.description
        }
    }

    /// What a stretch of the chain showed.
    private enum Stretch {
        case holds
        case broken(BrokenLink)
        /// There was none left.
        case end
    }

    /// Follows one stretch of the chain: a short transaction, so that the writer's log can be carried over meanwhile.
    private static func follow(
        _ walk: inout ChainWalk, in reader: LedgerReader, passing known: ChainHead?
    ) throws -> Stretch {
        let start = walk.head.sequence
        var broken: BrokenLink?
        // From the very first row there is, so that one before entry 1 does not go unnoticed.
        try reader.entries(from: start == 0 ? .min : start + 1) { row in
            broken = walk.follow(row)
            if broken == nil, let known, known.sequence == walk.head.sequence, known.hash != walk.head.hash {
                broken = BrokenLink(
                    sequence: known.sequence, reason: .hashMismatch,
                    detail: "entry \(known.sequence) has the hash \(walk.head.hash), but \(known.hash) was noted earlier")
            }
            return broken == nil
        }
        if let broken { return .broken(broken) }
        return walk.head.sequence == start ? .end : .holds
    }
}
