/// A JSON text in one form, whatever its order, white space and spelling: two texts that say the same are the same bytes.
///
/// Members stand in the order of their names, `null` is as good as absent, whole numbers have neither fraction nor
/// exponent, and strings are escaped only where they must be.
public enum CanonicalJSON {
    /// - Throws: `ContractError` where it is not JSON, where a member is named twice, or where it is beyond `Limits`.
    public static func bytes(of json: [UInt8]) throws(ContractError) -> [UInt8] {
        try json.withUnsafeBufferPointer { buffer throws(ContractError) in
            var reader = try JSONReader(UnsafeRawBufferPointer(buffer))
            let value = try value(&reader)
            try reader.expectEnd()
            return value ?? Array("null".utf8)
        }
    }

    /// Nil for `null`.
    private static func value(_ reader: inout JSONReader) throws(ContractError) -> [UInt8]? {
        switch try reader.peek() {
        case UInt8(ascii: "{"): return try object(&reader)
        case UInt8(ascii: "["): return try array(&reader)
        case UInt8(ascii: "\""): return quoted(try reader.string().string)
        case UInt8(ascii: "t"):
            try reader.literal("true")
            return Array("true".utf8)
        case UInt8(ascii: "f"):
            try reader.literal("false")
            return Array("false".utf8)
        case UInt8(ascii: "n"):
            try reader.literal("null")
            return nil
        default: return number(try reader.number())
        }
    }

    private static func object(_ reader: inout JSONReader) throws(ContractError) -> [UInt8] {
        try reader.open(UInt8(ascii: "{"), "an object")
        var members: [(name: [UInt8], value: [UInt8])] = []
        var names: Set<[UInt8]> = []
        var first = true
        while try reader.next(UInt8(ascii: "}"), first: first) {
            first = false
            let name = quoted(try reader.name().string)
            guard names.insert(name).inserted else { throw ContractError(.duplicateField, "names a member twice") }
            if let value = try value(&reader) { members.append((name, value)) }
        }
        members.sort { $0.name.lexicographicallyPrecedes($1.name) }
        return enclosed("{", members.map { $0.name + [UInt8(ascii: ":")] + $0.value }, "}")
    }

    private static func array(_ reader: inout JSONReader) throws(ContractError) -> [UInt8] {
        try reader.open(UInt8(ascii: "["), "an array")
        var elements: [[UInt8]] = []
        while try reader.next(UInt8(ascii: "]"), first: elements.isEmpty) {
            elements.append(try value(&reader) ?? Array("null".utf8))
        }
        return enclosed("[", elements, "]")
    }

    /// A whole number that Int64 holds in plain digits, any other as it stands.
    private static func number(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        guard let value = try? ExactInteger.parse(text) else { return Array(text) }
        let digits = Array(String(value.magnitude).utf8)
        return value.isNegative && value.magnitude > 0 ? [UInt8(ascii: "-")] + digits : digits
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var writer = JSONWriter(.everything)
        text.withBytes { writer.string($0) }
        return writer.bytes.array
    }

    private static func enclosed(_ open: Unicode.Scalar, _ parts: [[UInt8]], _ close: Unicode.Scalar) -> [UInt8] {
        [UInt8(ascii: open)] + Array(parts.joined(separator: [UInt8(ascii: ",")])) + [UInt8(ascii: close)]
    }
}
