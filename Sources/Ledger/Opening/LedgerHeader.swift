import Glibc

/// What the first bytes of the file say, read before SQLite sees it: SQLite would change a database of another program
/// as soon as it sets its own mode.
///
/// <https://www.sqlite.org/fileformat2.html#the_database_header>
struct LedgerHeader {
    private static let length = 100
    private static let magic = Array("SQLite format 3\0".utf8)

    private let bytes: [UInt8]

    /// - Parameter lock: the open file.
    init(_ lock: borrowing FileLock, path: String) throws(LedgerOpeningError) {
        bytes = lock.firstBytes(Self.length)
        guard bytes.starts(with: Self.magic) else {
            throw LedgerOpeningError(.notALedger, "\(path): is not an SQLite database")
        }
        guard bytes.count == Self.length else {
            throw LedgerOpeningError(.damaged, "\(path): is cut short within its first \(Self.length) bytes")
        }
    }

    /// Checks whose file it is, of which version, and that it is not shorter than it says.
    ///
    /// - Parameter hasLog: a write-ahead log may hold the pages that the file lacks.
    func check(path: String, size: Int64, hasLog: Bool) throws(LedgerOpeningError) {
        guard number(at: 68) == UInt32(LedgerSchema.applicationID) else {
            throw LedgerOpeningError(.notALedger, "\(path): is an SQLite database, but not a ledger of the gateway")
        }
        let version = number(at: 60)
        guard version <= LedgerSchema.version else {
            throw LedgerOpeningError(
                .newerVersion,
                "\(path): is of version \(version), written by a newer gateway; this one knows up to version \(LedgerSchema.version)")
        }
        // The page count is only kept up to date where these two are equal.
        let said = number(at: 24) == number(at: 92) ? Int64(number(at: 28)) * pageSize : 0
        guard hasLog || size >= said else {
            throw LedgerOpeningError(.damaged, "\(path): is cut short: \(size) bytes of \(said)")
        }
    }

    private var pageSize: Int64 {
        let stored = Int64(bytes[16]) << 8 | Int64(bytes[17])
        return stored == 1 ? 65_536 : stored
    }

    private func number(at offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
