import Foundation

extension JSONValue {
    /// Not JSON.
    struct Malformed: Error, CustomStringConvertible {
        let text: String
        var description: String { "not JSON: \(text)" }
    }

    /// Reads a whole document.
    init(_ text: some StringProtocol) throws {
        // Foundation says whether it is JSON at all; what follows may then be short, and keeps the numbers' text.
        guard (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil else {
            throw Malformed(text: String(text))
        }
        var rest = Array(text.utf8)[...]
        self = try Self.read(&rest)
    }

    init(_ bytes: [UInt8]) throws {
        try self.init(String(decoding: bytes, as: UTF8.self))
    }

    private static func read(_ rest: inout ArraySlice<UInt8>) throws -> JSONValue {
        skipSpace(&rest)
        switch rest.first {
        case UInt8(ascii: "{"): return .object(try members(&rest))
        case UInt8(ascii: "["): return .array(try elements(&rest))
        case UInt8(ascii: "\""): return .string(try string(&rest))
        default:
            let word = rest.prefix { !" \n\r\t,]}".utf8.contains($0) }
            rest = rest[word.endIndex...]
            switch String(decoding: word, as: UTF8.self) {
            case "null": return .null
            case "true": return .bool(true)
            case "false": return .bool(false)
            case let text: return .number(text)
            }
        }
    }

    private static func members(_ rest: inout ArraySlice<UInt8>) throws -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        try list(&rest, until: UInt8(ascii: "}")) { rest in
            let name = try string(&rest)
            skipSpace(&rest)
            rest.removeFirst()  // the colon
            members[name] = try read(&rest)
        }
        return members
    }

    private static func elements(_ rest: inout ArraySlice<UInt8>) throws -> [JSONValue] {
        var elements: [JSONValue] = []
        try list(&rest, until: UInt8(ascii: "]")) { elements.append(try read(&$0)) }
        return elements
    }

    private static func list(
        _ rest: inout ArraySlice<UInt8>, until end: UInt8, _ element: (inout ArraySlice<UInt8>) throws -> Void
    ) throws {
        rest.removeFirst()
        skipSpace(&rest)
        while rest.first != end {
            try element(&rest)
            skipSpace(&rest)
            if rest.first == UInt8(ascii: ",") { rest.removeFirst() }
            skipSpace(&rest)
        }
        rest.removeFirst()
    }

    /// Escapes are Foundation's business.
    private static func string(_ rest: inout ArraySlice<UInt8>) throws -> String {
        var end = rest.startIndex + 1
        while rest[end] != UInt8(ascii: "\"") { end += rest[end] == UInt8(ascii: "\\") ? 2 : 1 }
        defer { rest = rest[(end + 1)...] }
        return try JSONDecoder().decode(String.self, from: Data(rest[...end]))
    }

    private static func skipSpace(_ rest: inout ArraySlice<UInt8>) {
        rest = rest.drop { " \n\r\t".utf8.contains($0) }
    }
}
