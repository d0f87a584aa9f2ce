import GRDB
import GRDBSQLite
import Gateway

/// An SQL statement with its parameters bound and its columns read straight through SQLite: the writer runs a dozen
/// of them for each payout, and GRDB's boxed arguments would cost as much as SQLite itself.
///
/// Used only where its connection is used, one use at a time: bind, step, reset.
final class PreparedStatement {
    private let statement: Statement
    private let handle: OpaquePointer

    /// A statement that whoever asks for it keeps. Others come out of the connection's cache (`Database.rows`).
    convenience init(_ database: Database, _ sql: String) throws {
        self.init(try database.makeStatement(sql: sql))
    }

    init(_ statement: Statement) {
        self.statement = statement
        handle = statement.sqliteStatement
    }

    // MARK: Running

    /// Goes to the next row; false after the last one.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let connection = sqlite3_db_handle(handle)
            let error = DatabaseError(
                resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
                message: String(cString: sqlite3_errmsg(connection)))
            reset()
            throw error
        }
    }

    /// Runs a statement that gives no rows.
    func run() throws {
        while try step() {}
        reset()
    }

    /// How many rows the connection's last INSERT, UPDATE or DELETE changed, which must have been this one; what its triggers
    /// changed is not counted.
    var changedRows: Int32 {
        sqlite3_changes(sqlite3_db_handle(handle))
    }

    /// Ends this use and forgets what was bound. An error was reported by `step` already.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    // MARK: Parameters, from 1

    func bind(_ index: Int32, _ value: Int64?) {
        guard let value else { return bindNull(index) }
        check(sqlite3_bind_int64(handle, index, value))
    }

    func bind(_ index: Int32, _ value: Int) {
        check(sqlite3_bind_int64(handle, index, Int64(value)))
    }

    func bind(_ index: Int32, _ value: String?) {
        guard var value else { return bindNull(index) }
        value.withUTF8 { text in
            bind(index, text: UnsafeRawBufferPointer(text))
        }
    }

    /// UTF-8 text. SQLite copies it.
    func bind(_ index: Int32, text: UnsafeRawBufferPointer) {
        bind(index, text: text, Self.copied)
    }

    /// Bytes. SQLite copies them.
    func bind(_ index: Int32, blob: UnsafeRawBufferPointer) {
        bind(index, blob: blob, Self.copied)
    }

    /// UTF-8 text that SQLite does not copy: it must stay where it is until `reset`.
    func bind(_ index: Int32, lentText text: UnsafeRawBufferPointer) {
        bind(index, text: text, nil)
    }

    /// Bytes that SQLite does not copy: they must stay where they are until `reset`.
    func bind(_ index: Int32, lentBlob blob: UnsafeRawBufferPointer) {
        bind(index, blob: blob, nil)
    }

    private func bind(_ index: Int32, text: UnsafeRawBufferPointer, _ destructor: sqlite3_destructor_type?) {
        let start = text.baseAddress?.assumingMemoryBound(to: CChar.self)
        check(sqlite3_bind_text64(handle, index, start ?? Self.nothing, UInt64(text.count), destructor, UInt8(SQLITE_UTF8)))
    }

    private func bind(_ index: Int32, blob: UnsafeRawBufferPointer, _ destructor: sqlite3_destructor_type?) {
        check(sqlite3_bind_blob64(handle, index, blob.baseAddress ?? UnsafeRawPointer(Self.nothing), UInt64(blob.count), destructor))
    }

    private func bindNull(_ index: Int32) {
        check(sqlite3_bind_null(handle, index))
    }

    /// Binding fails for a wrong index, a statement in use, a value past SQLite's limit of a gigabyte, or where there
    /// is no memory left: none of it can be gone on from.
    private func check(_ code: Int32) {
        precondition(code == SQLITE_OK, "SQLite refused to bind a value, code \(code)")
    }

    /// SQLITE_TRANSIENT, which the C header writes as a cast that Swift does not import.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    /// What an empty value points to, since SQLite takes a null pointer for NULL.
    nonisolated(unsafe) private static let nothing = UnsafePointer<CChar>(UnsafeMutablePointer<CChar>.allocate(capacity: 1))

    // MARK: Columns, from 0

    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    func optionalInteger(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    func bool(_ column: Int32) -> Bool {
        integer(column) != 0
    }

    /// Of milliseconds since 1970.
    func time(_ column: Int32) -> WallTime {
        WallTime(milliseconds: integer(column))
    }

    func optionalTime(_ column: Int32) -> WallTime? {
        isNull(column) ? nil : time(column)
    }

    func text(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    /// The bytes of a text or blob, valid until the next step or reset.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    func isText(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_TEXT
    }

    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }
}
