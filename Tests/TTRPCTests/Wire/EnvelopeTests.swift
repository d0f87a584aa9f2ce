import NIOCore
import TestSupport
import Testing

@testable import TTRPC

@Suite struct EnvelopeTests {
    @Test func `A Request comes back as it was written`() throws {
        let request = RequestEnvelope(
            service: "oy.v1.Überweisung", method: "M", payload: [0, 1, 255], timeoutNanoseconds: -5,
            metadata: ["A-Key": "väl", "b": ""])
        let decoded = try RequestEnvelope(decoding: ByteBuffer(bytes: request.encoded()))
        #expect(decoded == request)
        #expect(decoded.metadata["a-KEY"] == "väl")
    }

    @Test func `A success comes back as it was written, an empty one as nothing`() throws {
        for payload in [[], [1], [UInt8](repeating: 3, count: 70_000)] as [[UInt8]] {
            var frames = ByteBuffer()
            let length = ResponseEnvelope.encodedLength(payloadLength: payload.count)
            ResponseEnvelope.write(payload: payload, length: length, streamID: 1, into: &frames)
            #expect(frames.readableBytes == 10 + length)
            frames.moveReaderIndex(forwardBy: 10)
            #expect(try ResponseEnvelope(decoding: frames) == .success(payload))
        }
        #expect(ResponseEnvelope.encodedLength(payloadLength: 0) == 0)
    }

    @Test func `A status comes back as it was written, unknown codes included`() throws {
        let status = Status(
            StatusCode(rawValue: 99), "zu spät",
            details: [.init(typeURL: "type.googleapis.com/a", value: [1, 0, 2]), .init(typeURL: "b", value: [])])
        let decoded = try ResponseEnvelope(decoding: ByteBuffer(bytes: ResponseEnvelope.encoded(status)))
        #expect(decoded == .failure(status))
        #expect(status.code.description == "CODE_99")
        #expect(StatusCode.unauthenticated.description == "UNAUTHENTICATED")
    }

    @Test func `A message with a NUL is not cut there, and a long one is`() throws {
        let nul = ResponseEnvelope.encoded(Status(.internal, "a\0b"))
        #expect(try ResponseEnvelope(decoding: ByteBuffer(bytes: nul)) == .failure(Status(.internal, "a b")))
        let long = Status(.internal, String(repeating: "x", count: 5_000_000))
        #expect(ResponseEnvelope.encoded(long).count < 20_000)
    }

    @Test func `Details that do not fit into a frame are left out`() throws {
        let status = Status(.internal, "m", details: [.init(typeURL: "t", value: [UInt8](repeating: 1, count: 4_194_304))])
        let encoded = ResponseEnvelope.encoded(status)
        #expect(try ResponseEnvelope(decoding: ByteBuffer(bytes: encoded)) == .failure(Status(.internal, "m")))
    }

    @Test func `A flood of fields is refused before it is unpacked`() throws {
        let limit = Limits.envelopeFields
        let entries = { (count: Int) in ByteBuffer(bytes: (0..<count).flatMap { _ in [0x2a, 0x00] as [UInt8] }) }
        #expect(try RequestEnvelope(decoding: entries(limit)).metadata.entries.count == limit)
        let refusal = RequestEnvelope.Malformed(reason: "the Request has more than \(limit) fields")
        #expect(throws: refusal) { try RequestEnvelope(decoding: entries(limit + 1)) }
        // Inside a metadata entry as well.
        var nested = ByteBuffer(bytes: [0x2a, 0x80, 0x10])
        nested.writeBytes((0..<1_024).flatMap { _ in [0x18, 0x01] as [UInt8] })
        #expect(throws: refusal) { try RequestEnvelope(decoding: nested) }
    }

    @Test func `What comes besides the payload is bounded, and the payload is not`() throws {
        let limit = Limits.envelopeBytes
        let refusal = RequestEnvelope.Malformed(reason: "the Request has more than \(limit) bytes besides its payload")
        // A key has 3 bytes before it in its entry: tag and length.
        let requests = { (extra: Int) in
            [
                RequestEnvelope(service: String(repeating: "ä", count: 8_000), method: String(repeating: "m", count: 384 + extra), payload: []),
                RequestEnvelope(
                    service: "s", method: "m", payload: [UInt8](repeating: 0xFF, count: 1_000_000),
                    metadata: [String(repeating: "k", count: limit - 5 + extra): ""]),
            ]
        }
        for request in requests(0) {
            #expect(try RequestEnvelope(decoding: ByteBuffer(bytes: request.encoded())) == request)
        }
        for request in requests(1) {
            #expect(throws: refusal) { try RequestEnvelope(decoding: ByteBuffer(bytes: request.encoded())) }
        }
        // A field that nobody knows: number 9, of 16,385 bytes.
        let unknown = ByteBuffer(bytes: [0x4a, 0x81, 0x80, 0x01] + [UInt8](repeating: 0xFF, count: limit + 1))
        #expect(throws: refusal) { try RequestEnvelope(decoding: unknown) }
    }

    @Test func `Only ASCII letters of a key have another case`() {
        let metadata: Metadata = ["X-KEY": "1", "Ä": "2"]
        #expect(metadata.entries.map(\.key) == ["x-key", "Ä"])
        #expect(metadata["x-Key"] == "1")
        #expect(metadata["ä"] == nil)
    }

    @Test func `Random bytes are a Request or are refused, and what is read holds no NUL`() throws {
        var random = SeededRandom(for: "EnvelopeTests")
        let model = RequestEnvelope(
            service: "test.Service", method: "Echo", payload: [1], timeoutNanoseconds: 5, metadata: ["k": "v"]
        ).encoded()
        for _ in 0..<20_000 {
            var bytes = model
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            bytes.removeLast(Int.random(in: 0...3, using: &random))
            guard let request = try? RequestEnvelope(decoding: ByteBuffer(bytes: bytes)) else { continue }
            let strings = [request.service, request.method] + request.metadata.entries.flatMap { [$0.key, $0.value] }
            #expect(strings.allSatisfy { !$0.utf8.contains(0) }, "OY_SEED=\(random.seed)")
            #expect(try RequestEnvelope(decoding: ByteBuffer(bytes: request.encoded())) == request)
        }
    }
}
