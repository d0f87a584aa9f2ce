import HostFiles

/// Which files a ledger's write-ahead log and its index are, so that it is seen when somebody removes or exchanges them while
/// the ledger is open. SQLite would write on, into files without a name, and all of it would end with the process.
///
/// SQLite itself makes them longer and shorter, but never puts others in their place while a connection is open.
struct LogPlace {
    private let files: [(path: String, status: FileStatus)]

    /// - Parameter path: of the ledger, which is open.
    /// - Throws: where one of them is not there.
    init(beside path: String) throws(LedgerOpeningError) {
        var files: [(path: String, status: FileStatus)] = []
        for name in LedgerFile.names(of: path, [.log, .index]) {
            guard let status = try LedgerFile.status(of: name) else {
                throw LedgerOpeningError(.unavailable, "\(name): was removed while the ledger was opened")
            }
            files.append((name, status))
        }
        self.files = files
    }

    /// Whether the same files still stand under their names.
    var isKept: Bool {
        files.allSatisfy { file in FileStatus(of: file.path).map(file.status.isSameFile(as:)) ?? false }
    }
}
