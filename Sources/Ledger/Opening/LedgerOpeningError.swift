import Contract

/// Why a ledger is not opened. Each says what to look at; none of them has changed what the ledger says, or its version.
public struct LedgerOpeningError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Reason: String, Sendable, CaseIterable {
        /// There is no ledger, and none was to be made.
        case missing
        /// The directory is not there, is no directory, or can't be looked into.
        case directoryUnusable
        /// It is no regular file: a symbolic link, a device, one with a second name.
        case notARegularFile
        /// Others than the owner can write the file, or the directory, or a directory above; or a stranger owns it.
        case writableByOthers
        /// Another process has it open.
        case inUse
        /// It is no SQLite database, or one of another program.
        case notALedger
        /// It was written by a newer version of the gateway.
        case newerVersion
        /// A part of it is missing, or SQLite finds it damaged.
        case damaged
        /// The end of the audit chain does not hold.
        case chainBroken
        /// Tables, indexes or triggers are not as this version makes them.
        case schemaChanged
        /// It can't be read or written now: full disk, read-only file system, I/O error, missing permission.
        case unavailable
    }

    public var reason: Reason
    /// For a person: names the path and what is wrong with it. Holds nothing of the ledger's contents but names of tables and the like, and
    /// nothing that a terminal obeys, whoever chose them.
    public let detail: String

    public init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail.visible
    }

    public var description: String {
        detail
    }
}
