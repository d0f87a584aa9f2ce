import CProtobufC
import CProtos
import NIOCore

/// ttrpc's `Request`: what opens a call.
struct RequestEnvelope: Equatable {
    var service: String
    var method: String
    var payload: [UInt8]
    /// How long the caller waits. Zero: not said. Negative: no longer.
    var timeoutNanoseconds: Int64 = 0
    var metadata = Metadata()
}

extension RequestEnvelope {
    /// Why bytes are not a Request. The text goes to the caller.
    struct Malformed: Error, Equatable {
        var reason: String
    }

    /// Reads a Request.
    ///
    /// - Throws: where it is not one, has more fields than `Limits.envelopeFields`, or holds a string that is not
    ///   UTF-8 or contains a NUL.
    init(decoding data: ByteBuffer) throws(Malformed) {
        let result = data.withUnsafeReadableBytes { bytes in
            Result { () throws(Malformed) in try Self(decoding: bytes) }
        }
        self = try result.get()
    }

    private init(decoding bytes: UnsafeRawBufferPointer) throws(Malformed) {
        var fieldsLeft = Limits.envelopeFields
        do throws(ProtobufFields.Malformed) {
            try Self.check(bytes, strings: 1...2, messages: 5...5, fieldsLeft: &fieldsLeft)
        } catch {
            throw Malformed(
                reason: fieldsLeft < 0
                    ? "the Request has more than \(Limits.envelopeFields) fields" : "the data is not a Request")
        }
        guard
            let request = ttrpc__request__unpack(nil, bytes.count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
        else { throw Malformed(reason: "the data is not a Request") }
        defer { ttrpc__request__free_unpacked(request, nil) }
        self.init(
            service: String(cString: request.pointee.service),
            method: String(cString: request.pointee.method),
            payload: Array(UnsafeBufferPointer(start: request.pointee.payload.data, count: request.pointee.payload.len)),
            timeoutNanoseconds: request.pointee.timeout_nano)
        for case let entry? in UnsafeBufferPointer(start: request.pointee.metadata, count: request.pointee.n_metadata) {
            metadata.append(String(cString: entry.pointee.value), forKey: String(cString: entry.pointee.key))
        }
    }

    /// Walks a message: the fields of `strings` are strings, those of `messages` are key-value messages.
    private static func check(
        _ bytes: UnsafeRawBufferPointer, strings: ClosedRange<UInt64>, messages: ClosedRange<UInt64>?,
        fieldsLeft: inout Int
    ) throws(ProtobufFields.Malformed) {
        var fields = ProtobufFields(bytes)
        while let field = try fields.next() {
            fieldsLeft -= 1
            guard fieldsLeft >= 0 else { throw ProtobufFields.Malformed() }
            guard let value = field.bytes else { continue }
            if strings.contains(field.number) {
                guard !value.contains(0), isUTF8(value) else { throw ProtobufFields.Malformed() }
            } else if let messages, messages.contains(field.number) {
                try check(value, strings: 1...2, messages: nil, fieldsLeft: &fieldsLeft)
            }
        }
    }

    private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
    }

    /// The Request, encoded. Strings are cut at a NUL, which a C string cannot hold.
    func encoded() -> [UInt8] {
        let memory = CMemory()
        var request = Ttrpc__Request()
        ttrpc__request__init(&request)
        request.service = memory.string(service)
        request.method = memory.string(method)
        request.payload = memory.bytes(payload)
        request.timeout_nano = timeoutNanoseconds
        let entries = metadata.entries.map { entry in
            memory.value { (keyValue: UnsafeMutablePointer<Ttrpc__KeyValue>) in
                ttrpc__key_value__init(keyValue)
                keyValue.pointee.key = memory.string(entry.key)
                keyValue.pointee.value = memory.string(entry.value)
            }
        }
        request.metadata = memory.array(entries)
        request.n_metadata = entries.count
        return [UInt8](unsafeUninitializedCapacity: ttrpc__request__get_packed_size(&request)) { bytes, count in
            count = bytes.baseAddress.map { ttrpc__request__pack(&request, $0) } ?? 0
        }
    }
}
