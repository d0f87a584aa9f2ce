/// Looks through the bytes of a Request before libprotobuf-c does, which checks no strings and allocates for every field.
///
/// Whoever can connect can send one. What it costs besides carrying its payload is bounded by what is counted here.
struct RequestScan {
    private static let strings: ClosedRange<UInt64> = 1...2
    private static let payload: UInt64 = 3
    private static let metadata: UInt64 = 5

    private var fieldsLeft = Limits.envelopeFields
    private var bytesLeft = Limits.envelopeBytes

    /// - Throws: where `bytes` are no Request, or are more than a Request may be.
    static func check(_ bytes: UnsafeRawBufferPointer) throws(RequestEnvelope.Malformed) {
        var scan = Self()
        var fields = ProtobufFields(bytes)
        while let field = try scan.next(of: &fields) {
            guard field.number != payload, let value = field.bytes else { continue }
            scan.bytesLeft -= value.count
            guard scan.bytesLeft >= 0 else {
                throw RequestEnvelope.Malformed(
                    reason: "the Request has more than \(Limits.envelopeBytes) bytes besides its payload")
            }
            if strings.contains(field.number) {
                try checkString(value)
            } else if field.number == metadata {
                try scan.checkKeyValue(value)
            }
        }
    }

    private mutating func checkKeyValue(_ bytes: UnsafeRawBufferPointer) throws(RequestEnvelope.Malformed) {
        var fields = ProtobufFields(bytes)
        while let field = try next(of: &fields) {
            if Self.strings.contains(field.number), let value = field.bytes { try Self.checkString(value) }
        }
    }

    private mutating func next(of fields: inout ProtobufFields) throws(RequestEnvelope.Malformed) -> ProtobufFields.Field? {
        let field: ProtobufFields.Field?
        do throws(ProtobufFields.Malformed) {
            field = try fields.next()
        } catch {
            throw .notARequest
        }
        guard let field else { return nil }
        fieldsLeft -= 1
        guard fieldsLeft >= 0 else {
            throw RequestEnvelope.Malformed(reason: "the Request has more than \(Limits.envelopeFields) fields")
        }
        return field
    }

    private static func checkString(_ bytes: UnsafeRawBufferPointer) throws(RequestEnvelope.Malformed) {
        let isPlain = bytes.allSatisfy { $0 > 0 && $0 < 0x80 }
        guard isPlain || !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil else { throw .notARequest }
    }
}
