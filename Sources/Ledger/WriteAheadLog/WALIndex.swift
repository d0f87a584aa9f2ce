import GRDB
import GRDBSQLite
import Glibc

/// The write-ahead log's index, memory that all connections share:
/// <https://www.sqlite.org/walformat.html#the_wal_index_file_format>.
struct WALIndex {
    /// Of its first piece, which has what is changed here, in bytes.
    private static let piece: Int32 = 32_768
    /// Where in that it says how many frames were carried over into the database, 32 bits in the host's order.
    private static let carriedOffset = 96
    /// Among its locks, the one that lets carry over.
    private static let carryingLock: Int32 = 1
    /// How long to wait for it: SQLite's own time-out is for other locks.
    private static let patience: Duration = .seconds(2)

    private let file: SQLiteFile

    init(of database: Database) throws {
        file = try SQLiteFile(SQLITE_FCNTL_FILE_POINTER, "the ledger's file", of: database)
    }

    /// Makes SQLite believe that nothing of the log was carried over yet, as it does itself where it makes the index anew
    /// after a crash: who reads on meanwhile sees no change, and the next pass writes every page again.
    ///
    /// The connection must hold SQLite's lock for writing, so that nobody begins the log anew meanwhile.
    ///
    /// - Throws: SQLITE_BUSY where another connection goes on carrying over.
    func forgetWhatIsCarriedOver() throws {
        try check(lockCarrying())
        defer { _ = file.methods.xShmLock(file.pointer, Self.carryingLock, 1, SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE) }
        var memory: UnsafeMutableRawPointer?
        try check(file.methods.xShmMap(file.pointer, 0, Self.piece, 0, &memory))
        guard let memory else {
            throw DatabaseError(resultCode: .SQLITE_IOERR, message: "the write-ahead log has no index")
        }
        memory.storeBytes(of: 0, toByteOffset: Self.carriedOffset, as: UInt32.self)
    }

    private func lockCarrying() -> CInt {
        let deadline = ContinuousClock.now.advanced(by: Self.patience)
        while true {
            let code = file.methods.xShmLock(file.pointer, Self.carryingLock, 1, SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE)
            guard code == SQLITE_BUSY, ContinuousClock.now < deadline else { return code }
            usleep(10_000)
        }
    }

    private func check(_ code: Int32) throws {
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "the write-ahead log's index can't be changed")
        }
    }
}
