import GRDB
import GRDBSQLite

/// The write-ahead log's file, as a connection has it open.
struct WALFile {
    /// Less than the 128 KiB beyond which SQLite's VFS for Unix writes only a part.
    private static let piece = 64 * 1_024
    private let file: UnsafeMutablePointer<sqlite3_file>
    private let methods: sqlite3_io_methods

    /// - Parameter database: in WAL mode, and read already: only then has it opened the log.
    init(of database: Database) throws {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(database.sqliteConnection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file)
        guard code == SQLITE_OK, let file, let methods = file.pointee.pMethods else {
            throw DatabaseError(resultCode: .SQLITE_CANTOPEN, message: "the write-ahead log is not open")
        }
        self.file = file
        self.methods = methods.pointee
    }

    /// Writes each byte over itself, so that the kernel has to write its page to the disk, and syncs that. Who reads the log sees no
    /// change, and neither does who finds it cut short by the power.
    ///
    /// The connection must hold SQLite's lock for writing.
    func writeAgain() throws {
        var length: Int64 = 0
        try check(methods.xFileSize(file, &length), "sized")
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: Self.piece, alignment: 16)
        defer { bytes.deallocate() }
        for start in stride(from: 0, to: length, by: Self.piece) {
            let count = Int32(min(Int64(Self.piece), length - start))
            try check(methods.xRead(file, bytes, count, start), "read")
            try check(methods.xWrite(file, bytes, count, start), "written")
        }
        try check(methods.xSync(file, SQLITE_SYNC_NORMAL), "synced")
    }

    private func check(_ code: Int32, _ done: String) throws {
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "the write-ahead log can't be \(done)")
        }
    }
}
