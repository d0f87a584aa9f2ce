import Contract
import Gateway

/// Writes one JSON object, byte by byte: what it holds is what is stored, and what is stored is what is hashed.
///
/// Members that are nil are left out. There is no white space, and a line break never occurs, so that an entry is
/// always one line; nor does anything else that a terminal obeys.
struct JSONText: ~Copyable {
    private var bytes: ByteText
    private var isFirst = true

    init(capacity: Int) {
        bytes = ByteText(capacity: capacity)
        bytes.append(UInt8(ascii: "{"))
    }

    /// The whole object.
    consuming func closed() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes.array
    }

    mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        begin(name)
        appendQuoted(value)
    }

    mutating func member(_ name: StaticString, _ value: (some FixedWidthInteger)?) {
        guard let value else { return }
        begin(name)
        bytes.append(decimal: value)
    }

    /// A member whose value is JSON on one line already.
    mutating func member(_ name: StaticString, _ value: RedactedMessage?) {
        guard let value else { return }
        begin(name)
        bytes.append(value.json)
    }

    /// A moment, as RFC 3339 writes it.
    mutating func member(_ name: StaticString, _ time: WallTime) {
        begin(name)
        bytes.append(UInt8(ascii: "\""))
        time.appendRFC3339(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
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
        bytes.append(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func appendQuoted(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        value.withBytes { bytes.append(seen: $0, escapedBy: Self.escape) }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8, into text: inout ByteText) {
        if byte < 0x20 {
            text.append("\\u00")
            text.append(Hexadecimal.text(CollectionOfOne(byte)))
        } else {
            text.append(UInt8(ascii: "\\"))
            text.append(byte)
        }
    }
}
