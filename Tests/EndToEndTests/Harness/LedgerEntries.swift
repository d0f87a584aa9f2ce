import GRDB

/// The audit trail of a ledger, read beside the daemon that writes it.
struct LedgerEntries {
    let path: String

    /// The entries of a kind as JSON, in order.
    func ofKind(_ kind: String) throws -> [JSONValue] {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let entries = try queue.read { database in
            try String.fetchAll(
                database, sql: "SELECT entry FROM audit WHERE json_extract(entry, '$.kind') = ? ORDER BY seq", arguments: [kind])
        }
        return try entries.map { try JSONValue(Array($0.utf8)) }
    }
}
