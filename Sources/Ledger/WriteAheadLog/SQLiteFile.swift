import GRDB
import GRDBSQLite

/// A file as a connection has it open, below SQLite: for what SQLite itself has no call for.
struct SQLiteFile {
    let pointer: UnsafeMutablePointer<sqlite3_file>
    let methods: sqlite3_io_methods

    /// - Parameters:
    ///   - control: which file, as `sqlite3_file_control` is asked for it.
    ///   - name: how an error names it.
    ///   - database: in WAL mode, and read already: only then has it opened the log and its index.
    init(_ control: CInt, _ name: String, of database: Database) throws {
        var pointer: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(database.sqliteConnection, "main", control, &pointer)
        guard code == SQLITE_OK, let pointer, let methods = pointer.pointee.pMethods else {
            throw DatabaseError(resultCode: .SQLITE_CANTOPEN, message: "\(name) is not open")
        }
        self.pointer = pointer
        self.methods = methods.pointee
    }
}
