import NIOCore
import Testing

@testable import TTRPC

@Suite struct FrameDecoderTests {
    private static let frames: [Frame] = [
        Frame(header: FrameHeader(streamID: 1, type: .request, flags: .remoteClosed), data: ByteBuffer(bytes: [1, 2, 3])),
        Frame(header: FrameHeader(streamID: 3, type: .data), data: ByteBuffer()),
        Frame(header: FrameHeader(streamID: .max, type: FrameType(rawValue: 200)), data: ByteBuffer(bytes: [9])),
        Frame(header: FrameHeader(streamID: 0, type: .response, flags: [.noData, FrameFlags(rawValue: 0x02)]), data: ByteBuffer(bytes: [7])),
    ]

    private static var encoded: [UInt8] {
        frames.flatMap { RawPeer.Conversation.bytes(of: $0) }
    }

    private func decode(_ parts: [some Sequence<UInt8>]) -> [FrameDecoder.Event] {
        var decoder = FrameDecoder()
        var events: [FrameDecoder.Event] = []
        for part in parts {
            var bytes = ByteBuffer(bytes: part)
            decoder.append(&bytes)
            while let event = decoder.next() { events.append(event) }
        }
        return events
    }

    @Test func `Many frames in one read`() {
        #expect(decode([Self.encoded]) == Self.frames.map { .frame($0) })
    }

    @Test func `One byte in each read`() {
        #expect(decode(Self.encoded.map { [$0] }) == Self.frames.map { .frame($0) })
    }

    @Test func `Cut in two at every byte`() {
        let encoded = Self.encoded
        for cut in 0...encoded.count {
            #expect(decode([encoded[..<cut], encoded[cut...]]) == Self.frames.map { .frame($0) }, "cut at \(cut)")
        }
    }

    private func header(length: UInt32, streamID: UInt32 = 5) -> [UInt8] {
        var buffer = ByteBuffer()
        buffer.writeMultipleIntegers(length, streamID, UInt8(1), UInt8(0))
        return Array(buffer.readableBytesView)
    }

    @Test func `Data of the limit's size is accepted`() {
        let data = [UInt8](repeating: 7, count: 4_194_304)
        let events = decode([header(length: 4_194_304), data])
        #expect(events == [.frame(Frame(header: FrameHeader(streamID: 5, type: .request), data: ByteBuffer(bytes: data)))])
    }

    @Test(arguments: [1, 4_096, 65_536, 5_000_000])
    func `One byte more is discarded, whatever the reads, and the next frame is read`(readSize: Int) {
        let bytes = header(length: 4_194_305) + [UInt8](repeating: 0xff, count: 4_194_305) + Self.encoded
        let step = readSize == 1 ? 8_191 : readSize
        let parts = stride(from: 0, to: bytes.count, by: step).map { bytes[$0..<min($0 + step, bytes.count)] }
        let oversized = FrameDecoder.Event.discarded(FrameHeader(streamID: 5, type: .request), .oversized)
        #expect(decode(parts) == [oversized] + Self.frames.map { .frame($0) })
    }

    @Test func `What is discarded is not kept, and not reported before it is gone`() {
        var decoder = FrameDecoder()
        var bytes = ByteBuffer(bytes: header(length: .max))
        decoder.append(&bytes)
        #expect(decoder.next() == nil)
        var left = Int(UInt32.max)
        let chunk = ByteBuffer(repeating: 1, count: 1 << 20)
        while left > 0 {
            var part = chunk.getSlice(at: 0, length: min(left, 1 << 20)) ?? ByteBuffer()
            left -= part.readableBytes
            decoder.append(&part)
            #expect(decoder.heldBytes == 0)
            if left > 0 { #expect(decoder.next() == nil) }
        }
        #expect(decoder.next() == .discarded(FrameHeader(streamID: 5, type: .request), .oversized))
        #expect(decoder.next() == nil)
    }

    @Test func `A header that declares much makes nothing be held before it has arrived`() {
        var decoder = FrameDecoder()
        var bytes = ByteBuffer(bytes: header(length: 4_194_304) + [1, 2, 3])
        decoder.append(&bytes)
        #expect(decoder.next() == nil)
        #expect(decoder.heldBytes == 13)
        #expect(decoder.heldCapacity < 1_024)
    }

    @Test func `A frame that is given up is dropped to its end, and the next one is read`() {
        let header = FrameHeader(streamID: 9, type: .request)
        let given: [UInt8] = [0, 0, 0, 6, 0, 0, 0, 9, 1, 0, 1, 2, 3]
        let next: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 11, 1, 0, 42]
        var decoder = FrameDecoder()
        var bytes = ByteBuffer(bytes: given)
        decoder.append(&bytes)
        #expect(decoder.next() == nil)
        #expect(decoder.isWithinFrame)
        decoder.discardFrame()
        #expect(decoder.heldBytes == 0)
        #expect(decoder.isWithinFrame)
        bytes = ByteBuffer(bytes: [4, 5, 6] + next)
        decoder.append(&bytes)
        #expect(decoder.next() == .discarded(header, .noRoom))
        guard case .frame(let frame) = decoder.next() else {
            Issue.record("the next frame is lost")
            return
        }
        #expect(frame.header.streamID == 11)
        #expect(Array(buffer: frame.data) == [42])
        #expect(decoder.next() == nil)
        #expect(!decoder.isWithinFrame)
    }

    @Test func `A large frame is refused before its data has come, and the next one is read`() {
        let refusal = Status(.permissionDenied, "no")
        var asked = 0
        var decoder = FrameDecoder()
        let next = { (decoder: inout FrameDecoder) in
            decoder.next {
                asked += 1
                return refusal
            }
        }
        let small = UInt32(Limits.strangersFrameDataBytes)
        var bytes = ByteBuffer(bytes: header(length: small) + [UInt8](repeating: 1, count: Int(small)) + header(length: small + 1))
        decoder.append(&bytes)
        guard case .frame(let frame) = next(&decoder) else {
            Issue.record("it is small")
            return
        }
        #expect(frame.data.readableBytes == Int(small))
        #expect(asked == 0)
        #expect(next(&decoder) == nil)
        #expect(asked == 1)
        bytes = ByteBuffer(bytes: [UInt8](repeating: 1, count: Int(small)))
        decoder.append(&bytes)
        #expect(decoder.heldBytes == 0)
        #expect(next(&decoder) == nil)
        bytes = ByteBuffer(bytes: [1] + Self.encoded)
        decoder.append(&bytes)
        #expect(next(&decoder) == .discarded(FrameHeader(streamID: 5, type: .request), .refused(refusal)))
        #expect(next(&decoder) == .frame(Self.frames[0]))
        #expect(asked == 1)
    }

    @Test func `Without its header nothing is given up`() {
        var decoder = FrameDecoder()
        var bytes = ByteBuffer(bytes: [0, 0, 0, 6, 0])
        decoder.append(&bytes)
        decoder.discardFrame()
        #expect(decoder.heldBytes == 5)
    }
}
