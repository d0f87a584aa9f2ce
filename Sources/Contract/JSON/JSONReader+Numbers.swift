extension JSONReader {
    /// Reads a number and gives its text, which follows JSON's grammar.
    mutating func number() throws(ContractError) -> UnsafeBufferPointer<UInt8> {
        let first = try peek()
        guard first == UInt8(ascii: "-") || first.isASCIIDigit else { throw fault("has a value that JSON does not have") }
        let length = Self.numberLength(at, end)
        guard length > 0 else { throw fault("has a malformed number") }
        guard length <= Limits.jsonNumberBytes else {
            throw ContractError(.tooLarge, "has a number of more than \(Limits.jsonNumberBytes) bytes")
        }
        let text = UnsafeBufferPointer(start: at, count: length)
        at += length
        return text
    }

    /// Bytes of the number that starts here, by JSON's grammar; 0 where there is none or it goes on wrongly.
    static func numberLength(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int {
        var at = start
        func digits() -> Bool {
            let first = at
            while at < end, at[0].isASCIIDigit { at += 1 }
            return at > first
        }
        if at < end, at[0] == UInt8(ascii: "-") { at += 1 }
        guard at < end else { return 0 }
        if at[0] == UInt8(ascii: "0") {
            at += 1
        } else if !digits() {
            return 0
        }
        if at < end, at[0] == UInt8(ascii: ".") {
            at += 1
            guard digits() else { return 0 }
        }
        if at < end, at[0] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < end, at[0] == UInt8(ascii: "+") || at[0] == UInt8(ascii: "-") { at += 1 }
            guard digits() else { return 0 }
        }
        // `01`, `1.2.3`, `1x`: what a number is followed by is white space or punctuation.
        if at < end, at[0].isASCIIDigit || at[0] == UInt8(ascii: ".") { return 0 }
        return at - start
    }
}
