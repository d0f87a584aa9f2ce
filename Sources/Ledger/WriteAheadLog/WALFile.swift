import GRDB
import GRDBSQLite

/// The write-ahead log's file, as a connection has it open.
struct WALFile {
    /// Less than the 128 KiB beyond which SQLite's VFS for Unix writes only a part.
    private static let piece = 64 * 1_024
    private let file: SQLiteFile

    init(of database: Database) throws {
        file = try SQLiteFile(SQLITE_FCNTL_JOURNAL_POINTER, "the write-ahead log", of: database)
    }

    /// Writes each byte over itself, so that the kernel has to write its page to the disk, and syncs that. Who reads the log sees no
    /// change, and neither does who finds it cut short by the power.
    ///
    /// The connection must hold SQLite's lock for writing.
    func writeAgain() throws {
        var length: Int64 = 0
        try check(file.methods.xFileSize(file.pointer, &length), "sized")
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: Self.piece, alignment: 16)
        defer { bytes.deallocate() }
        for start in stride(from: 0, to: length, by: Self.piece) {
            let count = Int32(min(Int64(Self.piece), length - start))
            try check(file.methods.xRead(file.pointer, bytes, count, start), "read")
            try check(file.methods.xWrite(file.pointer, bytes, count, start), "written")
        }
        try check(file.methods.xSync(file.pointer, SQLITE_SYNC_NORMAL), "synced")
    }

    private func check(_ code: Int32, _ done: String) throws {
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "the write-ahead log can't be \(done)")
        }
    }
}
