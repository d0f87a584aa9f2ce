/// The fields of an encoded protobuf message, one after the other, without building anything.
///
/// libprotobuf-c checks neither UTF-8 nor NUL in strings (it silently cuts at a NUL) and allocates for every field that
/// it meets, so an envelope from outside is walked with this before libprotobuf-c sees it.
struct ProtobufFields {
    /// A field: its number, and its bytes where it is length-delimited.
    struct Field {
        var number: UInt64
        var bytes: UnsafeRawBufferPointer?
    }

    /// The bytes are not a message.
    struct Malformed: Error {}

    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next field, or nil at the end.
    mutating func next() throws(Malformed) -> Field? {
        guard index < bytes.count else { return nil }
        let tag = try varint()
        let number = tag >> 3
        guard number > 0, number < 1 << 29 else { throw Malformed() }
        switch tag & 7 {
        case 0:
            _ = try varint()
            return Field(number: number)
        case 1:
            _ = try take(8)
            return Field(number: number)
        case 2:
            let length = try varint()
            guard length <= UInt64(bytes.count) else { throw Malformed() }
            return Field(number: number, bytes: try take(Int(length)))
        case 5:
            _ = try take(4)
            return Field(number: number)
        default:
            throw Malformed()
        }
    }

    private mutating func take(_ count: Int) throws(Malformed) -> UnsafeRawBufferPointer {
        guard count <= bytes.count - index else { throw Malformed() }
        defer { index += count }
        return UnsafeRawBufferPointer(rebasing: bytes[index..<index + count])
    }

    private mutating func varint() throws(Malformed) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard index < bytes.count else { throw Malformed() }
            let byte = bytes[index]
            index += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw Malformed()
    }
}
