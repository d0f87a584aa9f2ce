import Glibc
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
        var text = text
        return text.withUTF8 { bytes in
            var key = apiKey
            return key.withUTF8 { key in
                guard let text = bytes.baseAddress, let pattern = key.baseAddress, key.count > 0 else { return false }
                var at = 0
                // The C library looks for the first byte; only where it stands is the rest compared.
                while bytes.count - at >= key.count,
                    let found = memchr(text + at, Int32(key[0]), bytes.count - at - key.count + 1)
                {
                    if memcmp(found, pattern, key.count) == 0 { return true }
                    at = UnsafeRawPointer(text).distance(to: UnsafeRawPointer(found)) + 1
                }
                return false
            }
        }
    }
}
