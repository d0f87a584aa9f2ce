import Glibc
import HostFiles

/// What a start would refuse a ledger for, found out without changing anything, and beside a daemon that has it open.
public enum LedgerInspection {
    /// Looks at the folders, the files and the schema. The chain is `LedgerVerification`'s.
    ///
    /// - Returns: whether there is a ledger.
    /// - Throws: why it is not to be used, or why none can be made there.
    public static func inspect(path: String) throws(LedgerOpeningError) -> Bool {
        let file = try LedgerFile(path: path)
        guard try file.exists() else { return false }
        for name in LedgerFile.names(of: file.path, [.database, .log, .index]) where access(name, R_OK | W_OK) != 0 && errno != ENOENT {
            throw LedgerOpeningError(.unavailable, "\(name): can't be written by this user: \(SystemReason.last)")
        }
        let reader = try LedgerReader(path: file.path)
        defer { reader.close() }
        try reader.checkSchema()
        return true
    }

    /// Whether others than the owner may read the file or its log: what payouts were asked for with stands in both in clear.
    ///
    /// - Parameter path: of a ledger; false where there is none.
    public static func isReadableByOthers(path: String) -> Bool {
        LedgerFile.names(of: path, [.database, .log]).contains { FileStatus(of: $0)?.isReadableByOthers ?? false }
    }

    /// Every caller that has payouts, by name; none in a ledger of a version that does not keep who asked.
    ///
    /// - Throws: why the ledger can't be read.
    public static func pastCallers(path: String) throws -> [PastCaller] {
        let reader = try LedgerReader(path: path)
        defer { reader.close() }
        return try reader.read { database in
            guard try LedgerSchema.storedVersion(database) >= PastCallerQuery.firstVersion else { return [] }
            return try PastCallerQuery.run(database)
        }
    }
}
