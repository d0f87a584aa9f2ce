extension JSONWriter {
    /// Appends a whole number.
    mutating func integer(_ value: some FixedWidthInteger) {
        bytes.append(decimal: value)
    }

    /// Appends a string with its quotes. Only what JSON demands is escaped: quote, backslash, control characters. In an entry also what is not
    /// seen.
    mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        characters(text)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends what stands between a string's quotes.
    mutating func characters(_ text: UnsafeBufferPointer<UInt8>) {
        if style == .entry {
            bytes.append(seen: text, escapedBy: Self.escape)
        } else {
            bytes.append(text, escapedBy: Self.escape)
        }
    }

    private static func escape(_ byte: UInt8, into text: inout ByteText) {
        text.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(byte)
        case 0x08: text.append(UInt8(ascii: "b"))
        case 0x09: text.append(UInt8(ascii: "t"))
        case 0x0A: text.append(UInt8(ascii: "n"))
        case 0x0C: text.append(UInt8(ascii: "f"))
        case 0x0D: text.append(UInt8(ascii: "r"))
        default:
            text.append("u00")
            for digit in [byte >> 4, byte & 15] {
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
