import Glibc
import HostFiles

/// The ledger's file and those beside it, as the file system sees them, before SQLite does.
///
/// Whoever can write the file, or put another one in its place, can make payouts unhappen. So the file, its directory
/// and every directory above must belong to this user or to root and be writable by nobody else; above the ledger's
/// own directory, one with the sticky bit (`/tmp`) is as good. `PathWalk` decides that, as for every
/// other file of the daemon's.
struct LedgerFile {
    /// The path with every symbolic link of its directory resolved. The file itself is never a link.
    let path: String
    let directory: String

    /// Checks the directory, and the files where they are there.
    init(path: String) throws(LedgerOpeningError) {
        let parts = PathParts(path)
        guard !parts.name.isEmpty, parts.name != ".", parts.name != ".." else {
            throw LedgerOpeningError(.notARegularFile, "\(path): does not name a file")
        }
        guard let folder = PathParts.absolute(parts.folder) else {
            throw LedgerOpeningError(.directoryUnusable, "the working directory: \(SystemReason.last)")
        }
        let way = PathWalk(following: folder)
        if let problem = way.missing { throw LedgerOpeningError(.directoryUnusable, "\(parts.folder): \(problem)") }
        directory = way.end
        self.path = directory == "/" ? "/\(parts.name)" : "\(directory)/\(parts.name)"
        try checkDirectory()
        if let problem = way.untrusted { throw LedgerOpeningError(.writableByOthers, "\(path): \(problem)") }
        for name in Self.names(of: self.path) { try checkFile(name) }
    }

    /// Whether there is a ledger.
    ///
    /// - Throws: where there is none but a write-ahead log of one: somebody took the ledger away and left a part of it.
    func exists() throws(LedgerOpeningError) -> Bool {
        if try Self.status(of: path) != nil { return true }
        if try hasLog() {
            throw LedgerOpeningError(
                .damaged, "\(path): is missing, but its write-ahead log \(path)-wal is there: restore both or move it away")
        }
        return false
    }

    /// Refuses a file that SQLite would take for a new database or could not read, before it is touched.
    ///
    /// - Parameter lock: the open file.
    func checkContents(_ lock: borrowing FileLock) throws(LedgerOpeningError) {
        guard let status = try Self.status(of: path) else {
            throw LedgerOpeningError(.missing, "\(path): there is no ledger")
        }
        guard status.size > 0 else {
            throw LedgerOpeningError(
                .damaged, "\(path): is empty, so it is no ledger: restore the last copy of it")
        }
        try LedgerHeader(lock, path: path).check(path: path, size: status.size, hasLog: hasLog())
    }

    /// Refuses another file than `known` beside a write-ahead log: that belongs to `known`, and is perhaps the only copy of its
    /// last changes. SQLite would carry it over into the stranger, and spoil both.
    func checkOwner(ofLogBeside lock: borrowing FileLock, known: FileIdentity) throws(LedgerOpeningError) {
        guard !lock.file.isAgain(known), try hasLog() else { return }
        throw LedgerOpeningError(
            .missing,
            """
            \(path): another file was put in the ledger's place, beside the ledger's log \(path)-wal: put the ledger back, or \
            restart oyd where this is the ledger
            """)
    }

    /// Whether there is something in a write-ahead log beside it, whosoever that is.
    func hasLog() throws(LedgerOpeningError) -> Bool {
        try (Self.status(of: Part.log.name(of: path))?.size ?? 0) > 0
    }

    // MARK: Names

    /// What stands beside a database of SQLite's, under its name and an ending.
    enum Part: String, CaseIterable {
        case database = ""
        case log = "-wal"
        /// The log's, in memory that connections share.
        case index = "-shm"
        /// What is rolled back to, where there is no log.
        case journal = "-journal"

        func name(of path: String) -> String { path + rawValue }
    }

    /// The names of a ledger's files, whether they are there or not.
    static func names(of path: String, _ parts: [Part] = Part.allCases) -> [String] {
        parts.map { $0.name(of: path) }
    }

    // MARK: Checks

    private func checkDirectory() throws(LedgerOpeningError) {
        guard let status = FileStatus(of: directory), status.kind == .folder else {
            throw LedgerOpeningError(.directoryUnusable, "\(directory): is not a directory")
        }
        guard !status.isWritableByOthers else {
            throw LedgerOpeningError(
                .writableByOthers, "\(directory): others can write this directory: chmod go-w \(directory)")
        }
    }

    private func checkFile(_ path: String) throws(LedgerOpeningError) {
        guard let status = try Self.status(of: path) else { return }
        guard status.kind == .plain else {
            throw LedgerOpeningError(.notARegularFile, "\(path): is not a regular file; a symbolic link is not followed")
        }
        // SQLite finds the write-ahead log by the file's name: under a second name it would find another one.
        guard status.names == 1 else {
            throw LedgerOpeningError(.notARegularFile, "\(path): has more than one name (hard links)")
        }
        guard status.isOwned() else {
            throw LedgerOpeningError(
                .writableByOthers, "\(path): belongs to user \(status.uid), neither to this one (\(geteuid())) nor to root")
        }
        guard !status.isWritableByOthers else {
            throw LedgerOpeningError(.writableByOthers, "\(path): others can write this file: chmod go-w \(path)")
        }
    }

    // MARK: The file system

    /// What is there under `path`, without following a link; nil for nothing.
    static func status(of path: String) throws(LedgerOpeningError) -> FileStatus? {
        if let status = FileStatus(of: path) { return status }
        let code = errno
        if code == ENOENT { return nil }
        throw LedgerOpeningError(.unavailable, "\(path): \(SystemReason.of(code))")
    }
}
