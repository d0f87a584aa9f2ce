import Contract
import GRDB

/// An error of SQLite or of opening, in words that are safe to log: the code and SQLite's own message, which may name what a stranger
/// named, never the statement or the values.
struct SQLiteFailure: CustomStringConvertible {
    let description: String
    /// The database itself refused the change: a constraint or a trigger. Anything else is the disk's fault.
    let isRefusal: Bool
    /// SQLite says that the file is damaged or is no database.
    let isDamage: Bool
    /// The disk, the system or another program stood in the way: it says nothing of what is in the file.
    let isOfTheHost: Bool
    /// Nothing is wrong with the connection: the disk is full, or another program holds the lock.
    let isPassing: Bool

    init(_ error: any Error) {
        switch error {
        case let error as DatabaseError:
            description = "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")".visible
            isRefusal = error.resultCode == .SQLITE_CONSTRAINT
            isDamage = error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB
            isPassing = error.resultCode == .SQLITE_FULL || error.resultCode == .SQLITE_BUSY
            isOfTheHost = Self.ofTheHost.contains(error.resultCode)
        case let error as LedgerOpeningError:
            description = error.detail
            isRefusal = false
            isDamage = error.reason == .damaged
            isPassing = false
            isOfTheHost = false
        default:
            description = "\(type(of: error))"
            isRefusal = false
            isDamage = false
            isPassing = false
            isOfTheHost = false
        }
    }

    private static let ofTheHost: [ResultCode] = [
        .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CANTOPEN, .SQLITE_NOMEM, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_READONLY,
        .SQLITE_INTERRUPT, .SQLITE_FULL,
    ]
}

extension DatabaseError {
    /// The trigger `payout_begins_once` stopped an insertion before it wrote anything: the name is taken, or the version is not 1.
    var isOfPayoutBegunOnce: Bool {
        extendedResultCode == .SQLITE_CONSTRAINT_TRIGGER && message == LedgerSchema.payoutBeginsOnce
    }
}
