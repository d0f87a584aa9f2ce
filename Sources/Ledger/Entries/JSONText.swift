internal import Contract

/// Writes one JSON object, byte by byte: what it holds is what is stored, and what is stored is what is hashed.
///
/// Members that are nil are left out. There is no white space, and a line break never occurs, so that an entry is
/// always one line.
struct JSONText: ~Copyable {
    private var bytes: [UInt8]
    private var isFirst = true

    init(capacity: Int) {
        bytes = []
        bytes.reserveCapacity(capacity)
        bytes.append(UInt8(ascii: "{"))
    }

    /// The whole object.
    consuming func closed() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        begin(name)
        appendQuoted(value)
    }

    mutating func member(_ name: StaticString, _ value: (some FixedWidthInteger)?) {
        guard let value else { return }
        begin(name)
        appendDecimal(value, to: &bytes)
    }

    /// A member whose value is JSON already. Line breaks between its tokens become spaces; inside its strings there
    /// are none, or it would not be JSON.
    mutating func member(_ name: StaticString, json value: String?) {
        guard let value else { return }
        begin(name)
        let first = bytes.count
        value.withBytes { bytes.append(contentsOf: $0) }
        for at in first..<bytes.count where bytes[at] == UInt8(ascii: "\n") || bytes[at] == UInt8(ascii: "\r") {
            bytes[at] = UInt8(ascii: " ")
        }
    }

    /// A member that is an object itself, its members written by `body`.
    mutating func member(_ name: StaticString, object body: (inout JSONText) -> Void) {
        begin(name)
        bytes.append(UInt8(ascii: "{"))
        isFirst = true
        body(&self)
        bytes.append(UInt8(ascii: "}"))
        isFirst = false
    }

    private mutating func begin(_ name: StaticString) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func appendQuoted(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        value.withBytes { text in
            if Self.isPlain(text) {
                bytes.append(contentsOf: text)
            } else {
                text.forEach { appendEscaped($0) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether these stand in a JSON string as they are. Each is looked at, without a way out before the last: so the compiler
    /// looks at many with one instruction.
    private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var found: UInt8 = 0
        for byte in text {
            found |= byte < 0x20 ? 1 : 0
            found |= byte == UInt8(ascii: "\"") ? 1 : 0
            found |= byte == UInt8(ascii: "\\") ? 1 : 0
        }
        return found == 0
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0..<0x20:
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(contentsOf: Hexadecimal.text(CollectionOfOne(byte)).utf8)
        default:
            bytes.append(byte)
        }
    }
}
