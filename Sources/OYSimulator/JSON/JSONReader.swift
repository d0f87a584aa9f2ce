/// Reads one JSON text (RFC 8259), strictly: nothing after the value, no duplicate members, valid UTF-8.
///
/// The simulator stands in for a service whose own strictness is unknown, so it takes the hard line: what passes
/// here is JSON for everyone.
struct JSONReader: ~Copyable {
    /// Not JSON; `offset` is the byte where reading stopped.
    struct Malformed: Error, Equatable {
        var offset: Int
    }

    private let bytes: [UInt8]
    private var at = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func read(_ bytes: some Sequence<UInt8>) throws(Malformed) -> JSON {
        var reader = JSONReader(Array(bytes))
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.at == reader.bytes.count else { throw Malformed(offset: reader.at) }
        return value
    }

    private var here: UInt8? { at < bytes.count ? bytes[at] : nil }

    private var malformed: Malformed { Malformed(offset: at) }

    private mutating func skipSpace() {
        while let byte = here, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard here == byte else { return false }
        at += 1
        return true
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(Malformed) -> JSON {
        let text = Array("\(word)".utf8)
        guard bytes[at...].starts(with: text) else { throw malformed }
        at += text.count
        return value
    }

    private mutating func value(depth: Int) throws(Malformed) -> JSON {
        guard depth < Limits.jsonDepth else { throw malformed }
        skipSpace()
        switch here {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int) throws(Malformed) -> JSON {
        at += 1
        var members: [JSON.Member] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        while true {
            skipSpace()
            guard here == UInt8(ascii: "\"") else { throw malformed }
            let name = try string()
            guard !members.contains(where: { $0.name == name }) else { throw malformed }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw malformed }
            members.append(.init(name, try value(depth: depth + 1)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw malformed }
        }
    }

    private mutating func array(depth: Int) throws(Malformed) -> JSON {
        at += 1
        var items: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            items.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(items) }
            guard take(UInt8(ascii: ",")) else { throw malformed }
        }
    }

    private mutating func digits() throws(Malformed) {
        let start = at
        while let byte = here, byte >= 0x30, byte <= 0x39 { at += 1 }
        guard at > start else { throw malformed }
    }

    private mutating func number() throws(Malformed) -> String {
        let start = at
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func string() throws(Malformed) -> String {
        at += 1
        var text: [UInt8] = []
        while let byte = here {
            switch byte {
            case UInt8(ascii: "\""):
                at += 1
                guard let whole = String(validating: text, as: UTF8.self) else { throw malformed }
                return whole
            case UInt8(ascii: "\\"):
                at += 1
                try escape(into: &text)
            case 0..<0x20: throw malformed
            default:
                text.append(byte)
                at += 1
            }
        }
        throw malformed
    }

    private mutating func escape(into text: inout [UInt8]) throws(Malformed) {
        guard let byte = here else { throw malformed }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexUnit()
            if code >= 0xD800, code < 0xDC00 {
                guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw malformed }
                let low = try hexUnit()
                guard low >= 0xDC00, low < 0xE000 else { throw malformed }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw malformed }
            text += Array(String(Character(scalar)).utf8)
        default: throw malformed
        }
    }

    private mutating func hexUnit() throws(Malformed) -> UInt32 {
        guard bytes.count - at >= 4 else { throw malformed }
        var unit: UInt32 = 0
        for byte in bytes[at..<at + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { throw malformed }
            unit = unit << 4 | UInt32(digit)
        }
        at += 4
        return unit
    }
}
