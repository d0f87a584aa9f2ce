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

        static let notARequest = Self(reason: "the data is not a Request")
    }

    /// Reads a Request.
    ///
    /// - Throws: where it is not one, has more fields than `Limits.envelopeFields`, more than `Limits.envelopeBytes` besides
    ///   its payload, or a string that is not UTF-8 or contains a NUL.
    init(decoding data: ByteBuffer) throws(Malformed) {
        let result = data.withUnsafeReadableBytes { bytes in
            Result { () throws(Malformed) in try Self(decoding: bytes) }
        }
        self = try result.get()
    }

    private init(decoding bytes: UnsafeRawBufferPointer) throws(Malformed) {
        try RequestScan.check(bytes)
        guard
            let request = ttrpc__request__unpack(nil, bytes.count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
        else { throw .notARequest }
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
