import Contract
import GRDB

/// Gives out the audit trail as lines of JSON, each with its number, its hash and the entry exactly as stored:
///
/// `{"seq":1,"hash":"5f…","entry":{"time":"…","kind":"start"}}`
public enum LedgerExport {
    /// Lines are handed over in pieces of about this many bytes.
    private static let pieceSize = 64 * 1_024

    /// Exports the entries from number `from` up to `to`, both included, in constant memory.
    ///
    /// - Parameters:
    ///   - path: the ledger's file, which `oyd` may have open.
    ///   - from: the first entry; 1 is the first of all.
    ///   - to: the last entry; nil for all there are.
    ///   - write: takes whole lines, UTF-8, each ended by a line feed.
    /// - Returns: how many entries were given out.
    /// - Throws: `LedgerOpeningError` where the file can't be read, or what `write` throws.
    @discardableResult
    public static func export(
        path: String, from: Int64 = 1, to: Int64? = nil, write: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Int {
        let reader = try LedgerReader(path: path)
        defer { reader.close() }
        var piece: [UInt8] = []
        piece.reserveCapacity(pieceSize * 2)
        var count = 0
        // Before `from` comes nothing; and one before the smallest number there is can't be named.
        var last = max(from, 1) - 1
        while last < to ?? .max {
            let start = last
            do {
                try reader.entries(from: last + 1) { row in
                    last = row.integer(0)
                    guard last <= to ?? .max else { return false }
                    append(row, to: &piece)
                    count += 1
                    if piece.count >= pieceSize {
                        try piece.withUnsafeBytes(write)
                        piece.removeAll(keepingCapacity: true)
                    }
                    return true
                }
            } catch let error as DatabaseError {
                throw LedgerOpeningError(.unavailable, "\(path): entry \(last + 1) can't be read: \(SQLiteFailure(error))")
            }
            if last == start { break }
        }
        if !piece.isEmpty { try piece.withUnsafeBytes(write) }
        return count
    }

    private static func append(_ row: PreparedStatement, to piece: inout [UInt8]) {
        piece.append(contentsOf: "{\"seq\":\(row.integer(0)),\"hash\":\"".utf8)
        piece.append(contentsOf: Hexadecimal.text(row.bytes(2)).utf8)
        piece.append(contentsOf: "\",\"entry\":".utf8)
        piece.append(contentsOf: row.bytes(1))
        piece.append(contentsOf: "}\n".utf8)
    }
}
