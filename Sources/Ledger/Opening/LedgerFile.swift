internal import Glibc

/// The ledger's file and those beside it, as the file system sees them, before SQLite does.
///
/// Whoever can write the file, or put another one in its place, can make payouts unhappen. So the file, its directory
/// and every directory above must belong to this user or to root and be writable by nobody else; above the ledger's
/// own directory, one with the sticky bit (`/tmp`) is as good.
struct LedgerFile {
    /// The path with every symbolic link of its directory resolved. The file itself is never a link.
    let path: String
    let directory: String

    /// Checks the directory, and the files where they are there.
    init(path: String) throws(LedgerOpeningError) {
        let (parent, name) = Self.split(path)
        guard !name.isEmpty, name != ".", name != ".." else {
            throw LedgerOpeningError(.notARegularFile, "\(path): does not name a file")
        }
        guard let resolved = realpath(parent, nil) else {
            throw LedgerOpeningError(.directoryUnusable, "\(parent): \(Self.reason(errno))")
        }
        defer { free(resolved) }
        directory = String(cString: resolved)
        self.path = directory == "/" ? "/\(name)" : "\(directory)/\(name)"
        try checkDirectories()
        for suffix in ["", "-wal", "-shm", "-journal"] {
            try checkFile(self.path + suffix)
        }
    }

    /// Whether others than the owner may read the file or its log: what payouts were asked for with stands in it in clear.
    var isReadableByOthers: Bool {
        ["", "-wal"].contains { suffix in
            ((try? Self.status(of: path + suffix)) ?? nil).map { $0.st_mode & (S_IRGRP | S_IROTH) != 0 } ?? false
        }
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
        guard status.st_size > 0 else {
            throw LedgerOpeningError(
                .damaged, "\(path): is empty, which no ledger ever is: restore the last copy of it")
        }
        try LedgerHeader(lock, path: path).check(path: path, size: Int64(status.st_size), hasLog: hasLog())
    }

    /// Refuses another file than `known` beside a write-ahead log: that belongs to `known`, and is perhaps the only copy of its
    /// last changes. SQLite would carry it over into the stranger, and spoil both.
    func checkOwner(ofLogBeside lock: borrowing FileLock, known: FileIdentity) throws(LedgerOpeningError) {
        guard !lock.file.isAgain(known), try hasLog() else { return }
        throw LedgerOpeningError(
            .missing, "\(path): another file was put in the ledger's place, beside the ledger's log \(path)-wal: put the ledger back, or restart oyd where this is the ledger")
    }

    private func hasLog() throws(LedgerOpeningError) -> Bool {
        try (Self.status(of: path + "-wal")?.st_size ?? 0) > 0
    }

    // MARK: Checks

    private func checkDirectories() throws(LedgerOpeningError) {
        var directory = directory
        var isOwn = true
        while true {
            guard let status = try Self.status(of: directory), status.st_mode & S_IFMT == S_IFDIR else {
                throw LedgerOpeningError(.directoryUnusable, "\(directory): is not a directory")
            }
            try Self.checkOwner(of: directory, status)
            let isGuarded = !isOwn && status.st_mode & S_ISVTX != 0
            if status.st_mode & (S_IWGRP | S_IWOTH) != 0 && !isGuarded {
                throw LedgerOpeningError(
                    .writableByOthers, "\(directory): others can write this directory: chmod go-w \(directory)")
            }
            if directory == "/" { return }
            directory = Self.split(directory).parent
            isOwn = false
        }
    }

    private func checkFile(_ path: String) throws(LedgerOpeningError) {
        guard let status = try Self.status(of: path) else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw LedgerOpeningError(.notARegularFile, "\(path): is not a regular file; a symbolic link is not followed")
        }
        // SQLite finds the write-ahead log by the file's name: under a second name it would find another one.
        guard status.st_nlink == 1 else {
            throw LedgerOpeningError(.notARegularFile, "\(path): has more than one name (hard links)")
        }
        try Self.checkOwner(of: path, status)
        guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw LedgerOpeningError(.writableByOthers, "\(path): others can write this file: chmod go-w \(path)")
        }
    }

    private static func checkOwner(of path: String, _ status: stat) throws(LedgerOpeningError) {
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw LedgerOpeningError(
                .writableByOthers, "\(path): belongs to user \(status.st_uid), neither to this one (\(geteuid())) nor to root")
        }
    }

    // MARK: The file system

    /// What is there under `path`, without following a link; nil for nothing.
    static func status(of path: String) throws(LedgerOpeningError) -> stat? {
        var status = stat()
        if lstat(path, &status) == 0 { return status }
        let code = errno
        if code == ENOENT { return nil }
        throw LedgerOpeningError(.unavailable, "\(path): \(reason(code))")
    }

    static func split(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        let parent = path[..<slash]
        return (parent.isEmpty ? "/" : String(parent), String(path[path.utf8.index(after: slash)...]))
    }

    static func reason(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
