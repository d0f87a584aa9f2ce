extension JSONReader {
    /// Reads a string, which begins here, and checks all of it: UTF-8, escapes, surrogate pairs, no control characters.
    mutating func string() throws(ContractError) -> Text {
        at += 1
        var text = Text(bytes: UnsafeBufferPointer(start: at, count: 0))
        let first = at
        while true {
            skipPlainWords()
            guard at < end else { throw fault("ends inside a string") }
            let byte = at[0]
            switch byte {
            case UInt8(ascii: "\""):
                text.bytes = UnsafeBufferPointer(start: first, count: at - first)
                at += 1
                return text
            case UInt8(ascii: "\\"):
                text.hasEscapes = true
                if try escape() == 0 { text.hasNUL = true }
            case 0..<0x20:
                throw fault("has a control character in a string")
            case 0..<0x80:
                at += 1
            default:
                let length = UTF8Check.length(at, end)
                guard length > 0 else { throw ContractError(.notUTF8, "is not UTF-8 (byte \(at - start))") }
                at += length
            }
        }
    }

    /// Steps over eight bytes at a time while all are ASCII without quote, backslash and control characters.
    @inline(__always)
    private mutating func skipPlainWords() {
        while end - at >= 8, PlainText.isPlain(UnsafeRawPointer(at).loadUnaligned(as: UInt64.self)) { at += 8 }
    }

    /// Reads an escape and gives its character's number.
    private mutating func escape() throws(ContractError) -> UInt32 {
        guard end - at >= 2 else { throw fault("ends inside a string") }
        let letter = at[1]
        guard letter == UInt8(ascii: "u") else {
            guard let plain = Self.plainEscape(letter) else { throw fault("has an escape that JSON does not have") }
            at += 2
            return UInt32(plain)
        }
        let unit = try hexUnit()
        guard unit >= 0xD800, unit <= 0xDFFF else { return unit }
        guard unit < 0xDC00, end - at >= 2, at[0] == UInt8(ascii: "\\"), at[1] == UInt8(ascii: "u") else {
            throw fault("has half a surrogate pair")
        }
        let low = try hexUnit()
        guard low >= 0xDC00, low <= 0xDFFF else { throw fault("has half a surrogate pair") }
        return 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }

    /// Reads `\uXXXX`.
    private mutating func hexUnit() throws(ContractError) -> UInt32 {
        guard end - at >= 6 else { throw fault("ends inside a string") }
        var unit: UInt32 = 0
        for place in 2..<6 {
            guard let digit = Hexadecimal.value(at[place]) else { throw fault("has an escape that JSON does not have") }
            unit = unit << 4 | UInt32(digit)
        }
        at += 6
        return unit
    }

    private static func plainEscape(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }
}

extension JSONReader.Text {
    /// Writes the string's UTF-8 with its escapes resolved, and gives the number of bytes: at most `bytes.count`.
    func resolve(into room: UnsafeMutablePointer<UInt8>) -> Int {
        guard var at = bytes.baseAddress, !bytes.isEmpty else { return 0 }
        guard hasEscapes else {
            room.update(from: at, count: bytes.count)
            return bytes.count
        }
        let end = at + bytes.count
        var written = 0
        while at < end {
            if at[0] != UInt8(ascii: "\\") {
                room[written] = at[0]
                written += 1
                at += 1
                continue
            }
            // The string was checked when it was read: what stands here is a whole escape.
            var reader = JSONReader(start: at, end: end)
            let value = reader.checkedEscape()
            at = reader.at
            written += Self.write(value, into: room + written)
        }
        return written
    }

    /// The string.
    var string: String {
        String(unsafeUninitializedCapacity: bytes.count) { room in
            room.baseAddress.map(resolve) ?? 0
        }
    }

    /// Whether the string is `text`.
    func equals(_ text: StaticString) -> Bool {
        if hasEscapes { return string == text.description }
        guard bytes.count == text.utf8CodeUnitCount, let start = bytes.baseAddress else { return false }
        return equalBytes(start, text.utf8Start, bytes.count)
    }

    private static func write(_ value: UInt32, into room: UnsafeMutablePointer<UInt8>) -> Int {
        guard let scalar = Unicode.Scalar(value) else { return 0 }
        var written = 0
        for byte in UTF8.encode(scalar)! {
            room[written] = byte
            written += 1
        }
        return written
    }
}

extension JSONReader {
    fileprivate mutating func checkedEscape() -> UInt32 {
        do {
            return try escape()
        } catch {
            preconditionFailure("an escape was found good when the string was read")
        }
    }
}
