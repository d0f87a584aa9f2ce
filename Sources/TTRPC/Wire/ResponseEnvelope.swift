import CProtobufC
import CProtos
import NIOCore

/// ttrpc's `Response`: what ends a unary call, or a stream in error.
enum ResponseEnvelope: Equatable {
    case success([UInt8])
    case failure(Status)
}

extension ResponseEnvelope {
    /// The data is not a Response.
    struct Malformed: Error, Equatable {}

    init(decoding data: ByteBuffer) throws(Malformed) {
        let response = data.withUnsafeReadableBytes { bytes in
            ttrpc__response__unpack(nil, bytes.count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
        }
        guard let response else { throw Malformed() }
        defer { ttrpc__response__free_unpacked(response, nil) }
        if let status = response.pointee.status, status.pointee.code != StatusCode.ok.rawValue {
            self = .failure(Status(status.pointee))
        } else {
            self = .success([UInt8](response.pointee.payload))
        }
    }

    /// The bytes that a success of `payloadLength` bytes takes, without the frame's header.
    static func encodedLength(payloadLength: Int) -> Int {
        guard payloadLength > 0 else { return 0 }
        var response = Ttrpc__Response()
        ttrpc__response__init(&response)
        response.payload.len = payloadLength
        return ttrpc__response__get_packed_size(&response)
    }

    /// Appends the frame that answers `streamID` with `payload`; `length` is what `encodedLength` said.
    ///
    /// This is every call's path, so the payload goes from its array into the frame without a stop.
    static func write(payload: [UInt8], length: Int, streamID: UInt32, into frames: inout ByteBuffer) {
        frames.writeFrameHeader(FrameHeader(streamID: streamID, type: .response), length: length)
        guard length > 0 else { return }
        frames.writeWithUnsafeMutableBytes(minimumWritableBytes: length) { target in
            payload.withUnsafeBufferPointer { bytes in
                var response = Ttrpc__Response()
                ttrpc__response__init(&response)
                // libprotobuf-c only reads through this pointer while it packs.
                response.payload = ProtobufCBinaryData(
                    len: bytes.count, data: UnsafeMutablePointer(mutating: bytes.baseAddress))
                return ttrpc__response__pack(&response, target.baseAddress?.assumingMemoryBound(to: UInt8.self))
            }
        }
    }

    /// The Response that carries `status`, encoded. Where it does not fit into a frame, the details are left out.
    static func encoded(_ status: Status) -> [UInt8] {
        let bytes = pack(status)
        guard bytes.count > Limits.frameDataBytes else { return bytes }
        return pack(Status(status.code, status.message))
    }

    private static func pack(_ status: Status) -> [UInt8] {
        let memory = CMemory()
        var response = Ttrpc__Response()
        ttrpc__response__init(&response)
        response.status = memory.value { (message: UnsafeMutablePointer<Google__Rpc__Status>) in
            google__rpc__status__init(message)
            message.pointee.code = status.code.rawValue
            message.pointee.message = memory.string(sendable(status.message))
            let details = status.details.map { detail in
                memory.value { (any: UnsafeMutablePointer<Google__Protobuf__Any>) in
                    google__protobuf__any__init(any)
                    any.pointee.type_url = memory.string(detail.typeURL)
                    any.pointee.value = memory.bytes(detail.value)
                }
            }
            message.pointee.details = memory.array(details)
            message.pointee.n_details = details.count
        }
        return [UInt8](unsafeUninitializedCapacity: ttrpc__response__get_packed_size(&response)) { bytes, count in
            count = bytes.baseAddress.map { ttrpc__response__pack(&response, $0) } ?? 0
        }
    }

    /// `message` as a C string can hold it (no NUL), and not longer than a frame likes.
    private static func sendable(_ message: String) -> String {
        guard message.utf8.count > Limits.statusMessageBytes || message.utf8.contains(0) else { return message }
        let bytes = message.utf8.prefix(Limits.statusMessageBytes).map { $0 == 0 ? UInt8(ascii: " ") : $0 }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Status {
    /// What libprotobuf-c read.
    fileprivate init(_ message: Google__Rpc__Status) {
        self.init(StatusCode(rawValue: message.code), String(cString: message.message))
        for case let any? in UnsafeBufferPointer(start: message.details, count: message.n_details) {
            details.append(
                Detail(typeURL: String(cString: any.pointee.type_url), value: [UInt8](any.pointee.value)))
        }
    }
}

extension [UInt8] {
    fileprivate init(_ data: ProtobufCBinaryData) {
        self.init(UnsafeBufferPointer(start: data.data, count: data.len))
    }
}
