/// Protobuf's wire format by hand, for requests that no library would write.
enum WireBytes {
    /// A field of bytes, or of a string that need not be one.
    static func bytes(_ field: UInt8, _ value: [UInt8]) -> [UInt8] {
        varint(Int(field) << 3 | 2) + varint(value.count) + value
    }

    private static func varint(_ number: Int) -> [UInt8] {
        number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F) | 0x80] + varint(number >> 7)
    }

    static func string(_ field: UInt8, _ value: String) -> [UInt8] {
        bytes(field, Array(value.utf8))
    }

    /// A field of an integer below 128.
    static func integer(_ field: UInt8, _ value: UInt8) -> [UInt8] {
        [field << 3, value]
    }
}
