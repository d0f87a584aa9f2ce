import HTTPTypes

/// The one user that the simulated OY! knows, and in which headers it names itself.
struct Credentials: Sendable {
    let username: String
    let apiKey: String
    let usernameHeader: HTTPField.Name
    let apiKeyHeader: HTTPField.Name

    /// What OY! answers to the headers of a request: nil where they are right.
    func verdict(on headers: HTTPFields) -> Code? {
        if headers[usernameHeader] != username { return .userNotFound }
        return headers[apiKeyHeader] == apiKey ? nil : .keyNotValid
    }

    /// The headers as they may be shown: the key's value is not among them, wherever it stands.
    func masked(_ headers: HTTPFields) -> [(name: String, value: String)] {
        headers.map { field in
            (field.name.rawName, field.name == apiKeyHeader ? "<masked>" : masked(field.value))
        }
    }

    /// `text` without the key.
    func masked(_ text: String) -> String {
        contains(text) ? text.replacing(apiKey, with: "<masked>") : text
    }

    /// Whether the key stands in `text`.
    func contains(_ text: String) -> Bool {
        let key = Array(apiKey.utf8)
        guard let first = key.first else { return false }
        return text.utf8.withContiguousStorageIfAvailable { bytes in
            guard bytes.count >= key.count else { return false }
            return (0...bytes.count - key.count).contains { start in
                bytes[start] == first && bytes[start..<start + key.count].elementsEqual(key)
            }
        } ?? text.contains(apiKey)
    }
}
