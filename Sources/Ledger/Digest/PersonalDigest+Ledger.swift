import GRDB

extension PersonalDigest {
    /// With the key of a ledger.
    ///
    /// - Parameter path: of that ledger, for the error.
    /// - Throws: `LedgerOpeningError` where it has no such key.
    init(of database: Database, path: String) throws {
        let key = try PreparedStatement(database, "SELECT value FROM meta WHERE name = 'digest_key'")
        defer { key.reset() }
        guard try key.step(), key.bytes(0).count == Self.keyLength else {
            throw LedgerOpeningError(.schemaChanged, "\(path): the key of its digests is missing")
        }
        self.init(key: key.bytes(0))
    }

    /// The digest as SQL can ask for it, `digest(TEXT)`; NULL of anything else.
    var function: DatabaseFunction {
        DatabaseFunction("digest", argumentCount: 1, pure: true) { values in
            guard case .string(let text) = values[0].storage else { return nil }
            return self(text)
        }
    }
}
