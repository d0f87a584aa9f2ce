import CProtobufC

/// The values of an enumeration, by number and by name.
public struct EnumSchema: Sendable {
    /// Full name of the type.
    public let fullName: String
    /// Number and short name (`COMPLETED` of `PAYOUT_STATE_COMPLETED`), in order of the numbers.
    public let values: [(number: Int32, name: String)]
    private let prefix: String

    init(_ descriptor: ProtobufCEnumDescriptor) {
        fullName = String(cString: descriptor.name)
        let prefix = Self.upperSnake(String(cString: descriptor.short_name)) + "_"
        self.prefix = prefix
        values = UnsafeBufferPointer(start: descriptor.values, count: Int(descriptor.n_values)).map { value in
            let name = String(cString: value.name)
            return (value.value, name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name)
        }
    }

    /// The short name of `number`; nil where this contract has none.
    public func name(of number: Int32) -> String? {
        values.first { $0.number == number }?.name
    }

    /// The number of a short or full name.
    public func number(of name: String) -> Int32? {
        let short = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
        return values.first { $0.name == short }?.number
    }

    /// `PayoutState` as `PAYOUT_STATE`.
    private static func upperSnake(_ name: String) -> String {
        var result = ""
        for letter in name {
            if letter.isUppercase, !result.isEmpty { result += "_" }
            result += letter.uppercased()
        }
        return result
    }
}
