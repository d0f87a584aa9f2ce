/// One member of a JSON object of which nothing else is asked.
public enum JSONMember {
    /// The string that `json` has as its member `name`; nil where it has none, or one with a NUL in it.
    ///
    /// For what the gateway itself has written: what comes after the member is not looked at.
    public static func string(_ name: StaticString, of json: [UInt8]) -> String? {
        json.withUnsafeBytes { bytes in try? read(name, bytes, isWhole: false) }
    }

    /// The same of an answer that somebody else has written: nil, too, where it is not JSON from end to end, or has the member twice. A
    /// number is taken as its text: OY! sends ids as either.
    public static func soleString(_ name: StaticString, of json: [UInt8]) -> String? {
        json.withUnsafeBytes { bytes in try? read(name, bytes, isWhole: true) }
    }

    /// - Parameter isWhole: whether what comes after the member is looked at, and another of its name, of whatever type, counts.
    private static func read(
        _ name: StaticString, _ bytes: UnsafeRawBufferPointer, isWhole: Bool
    ) throws(ContractError) -> String? {
        var reader = try JSONReader(bytes)
        var found: [String?] = []
        try reader.open(UInt8(ascii: "{"), "an object")
        var first = true
        while try reader.next(UInt8(ascii: "}"), first: first) {
            first = false
            guard try reader.name().equals(name) else {
                try reader.skip()
                continue
            }
            let value = try value(&reader, orNumber: isWhole)
            if !isWhole, value != nil { return value }
            found.append(value)
        }
        if isWhole { try reader.expectEnd() }
        return found.count == 1 ? found[0] : nil
    }

    private static func value(_ reader: inout JSONReader, orNumber: Bool) throws(ContractError) -> String? {
        let first = try reader.peek()
        if first == UInt8(ascii: "\"") {
            let text = try reader.string()
            return text.hasNUL ? nil : text.string
        }
        if orNumber, first == UInt8(ascii: "-") || first.isASCIIDigit { return String(decoding: try reader.number(), as: UTF8.self) }
        try reader.skip()
        return nil
    }
}
