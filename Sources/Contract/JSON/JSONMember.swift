/// One member of a JSON object of which nothing else is asked.
public enum JSONMember {
    /// The string that `json` has as its member `name`; nil where it has none of that kind.
    ///
    /// For what the gateway itself has written: what comes after the member is not looked at.
    public static func string(_ name: StaticString, of json: [UInt8]) -> String? {
        json.withUnsafeBytes { bytes in try? read(name, bytes) }
    }

    private static func read(_ name: StaticString, _ bytes: UnsafeRawBufferPointer) throws(ContractError) -> String? {
        var reader = try JSONReader(bytes)
        try reader.open(UInt8(ascii: "{"), "an object")
        var first = true
        while try reader.next(UInt8(ascii: "}"), first: first) {
            first = false
            let isMeant = try reader.name().equals(name)
            if isMeant, try reader.peek() == UInt8(ascii: "\"") { return try reader.string().string }
            try reader.skip()
        }
        return nil
    }
}
