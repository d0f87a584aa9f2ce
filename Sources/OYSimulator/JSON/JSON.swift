/// A JSON value that keeps what Foundation's readers throw away: the order of members and the spelling of numbers.
///
/// The documentation writes `10000.0000` in one answer and `10000` in another. Both must leave and arrive as written,
/// so a number is its text.
enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])

    /// One member of an object, in its place.
    struct Member: Sendable, Equatable {
        var name: String
        var value: JSON

        init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// The member's value, or nil where there is none, it is `null`, or this is no object.
    subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        guard let value = members.first(where: { $0.name == name })?.value, value != .null else { return nil }
        return value
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// A whole number without fraction or exponent, as the control API uses them.
    var int: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    var array: [JSON]? {
        if case .array(let items) = self { items } else { nil }
    }

    static func int(_ value: some BinaryInteger) -> JSON { .number(String(value)) }

    /// The object with the members given, in that order.
    static func members(_ pairs: KeyValuePairs<String, JSON>) -> JSON {
        .object(pairs.map { Member($0.key, $0.value) })
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .number(String(value)) }
}
