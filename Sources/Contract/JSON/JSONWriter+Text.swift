extension JSONWriter {
    /// Appends a whole number.
    mutating func integer(_ value: some FixedWidthInteger) {
        bytes.append(decimal: value)
    }

    /// Appends a string with its quotes. Only what JSON demands is escaped: quote, backslash, control characters.
    mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        characters(text)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends what stands between a string's quotes.
    mutating func characters(_ text: UnsafeBufferPointer<UInt8>) {
        var at = 0
        while true {
            let end = at + PlainText.length(of: text, from: at)
            bytes.append(UnsafeBufferPointer(rebasing: text[at..<end]))
            guard end < text.count else { return }
            escape(text[end])
            at = end + 1
        }
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
            bytes.append("u00")
            for digit in [byte >> 4, byte & 15] {
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
