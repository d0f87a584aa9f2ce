import Glibc
import TestSupport
import Testing

/// A conversation of Fixtures/conversations.txt.
struct WireConversation: CustomTestStringConvertible, Sendable {
    enum Turn: Sendable {
        case client([UInt8])
        case server([UInt8])
    }

    var name: String
    var turns: [Turn] = []

    var testDescription: String { name }

    /// All of them.
    static let all: [WireConversation] = {
        var conversations: [WireConversation] = []
        for line in fixture("conversations.txt").split(separator: "\n") {
            let rest = line.dropFirst(2)
            switch line.first {
            case "=": conversations.append(WireConversation(name: String(rest)))
            case ">": conversations[conversations.count - 1].turns.append(.client(Hex.bytes(rest)))
            case "<": conversations[conversations.count - 1].turns.append(.server(Hex.bytes(rest)))
            default: break
            }
        }
        precondition(!conversations.isEmpty, "the fixture is empty")
        return conversations
    }()

    private static func fixture(_ name: String) -> String {
        let here = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        guard let file = fopen("/\(here)/Fixtures/\(name)", "r") else { preconditionFailure("no fixture \(name)") }
        defer { fclose(file) }
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&part, 1, part.count, file), count > 0 { text += part[..<count] }
        return String(decoding: text, as: UTF8.self)
    }
}
