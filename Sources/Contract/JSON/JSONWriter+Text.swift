extension JSONWriter {
    /// Appends a whole number.
    mutating func integer(_ value: some FixedWidthInteger) {
        appendDecimal(value, to: &bytes)
    }

    /// Appends a string with its quotes. Only what JSON demands is escaped: quote, backslash, control characters.
    mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        characters(text)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends what stands between a string's quotes.
    mutating func characters(_ text: UnsafeBufferPointer<UInt8>) {
        var plain = 0
        for at in 0..<text.count where text[at] < 0x20 || text[at] == UInt8(ascii: "\"") || text[at] == UInt8(ascii: "\\") {
            bytes.append(contentsOf: text[plain..<at])
            escape(text[at])
            plain = at + 1
        }
        bytes.append(contentsOf: text[plain...])
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            for digit in [byte >> 4, byte & 15] {
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
