import Contract
import Crypto

/// A configuration as it was read, with what it takes to say what changed since another reading.
public struct ConfigurationDocument: Sendable {
    public let configuration: Configuration
    /// Where it was read.
    public let path: String
    /// SHA-256 of the file, in hexadecimal digits.
    let fingerprint: String
    /// Every value by the path of its key.
    private let values: [String: YAMLNode.Written]

    /// - Throws: `ConfigurationError` for the first thing that cannot be.
    init(
        text: String, path: String, accounts: some AccountDatabase = SystemAccounts(),
        credentialsDirectory: String? = Configuration.systemdCredentialsDirectory
    ) throws(ConfigurationError) {
        let root = try Configuration.document(text, file: path)
        configuration = try Configuration(root, accounts: accounts, credentialsDirectory: credentialsDirectory)
        self.path = path
        fingerprint = Hexadecimal.text(Array(SHA256.hash(data: Array(text.utf8))))
        values = root.values()
    }

    /// The keys whose values differ in `other`, sorted.
    func changes(to other: ConfigurationDocument) -> ConfigurationChanges {
        let keys = Set(values.keys).union(other.values.keys).filter { values[$0]?.value != other.values[$0]?.value }
        // That a mapping is there or not says nothing where its members tell it.
        let told = keys.filter { key in
            if case .scalar? = (values[key] ?? other.values[key])?.value { return true }
            return !keys.contains { $0.hasPrefix("\(key).") || $0.hasPrefix("\(key)[") }
        }
        return ConfigurationChanges(keys: told.sorted())
    }

    /// Whether a key is written down, and not left to its default.
    func isWritten(_ key: String) -> Bool { values[key] != nil }

    /// A sentence about what is written at a key, which names file, line and key.
    ///
    /// - Parameter key: its path, `callers.payroll.methods[0]`. If it is not written down, the line is that of what it would be in.
    func finding(_ message: String, at key: String) -> String {
        var written = key
        while !written.isEmpty, values[written] == nil {
            written = written.lastIndex { $0 == "." || $0 == "[" }.map { String(written[..<$0]) } ?? ""
        }
        let line = written.isEmpty ? nil : values[written]?.line
        return ConfigurationError(file: path, line: line, key: key, message: message).description
    }
}
