@testable public import Contract

/// Whatever a test wants to stand in an entry.
extension RedactedMessage: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        self.init(json: Array(text.utf8))
    }
}

extension RedactedMessage {
    var text: String { String(decoding: json, as: UTF8.self) }
}
