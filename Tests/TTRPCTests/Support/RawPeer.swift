import NIOCore
import NIOPosix
@testable import TTRPC

/// A peer that sends bytes as they are given, and reads only when it is told to.
struct RawPeer {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Connects to the socket at `path` for the length of `body`.
    static func connect(
        to path: String, _ body: (inout Conversation) async throws -> Void
    ) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(
                            backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2),
                            inboundType: ByteBuffer.self, outboundType: ByteBuffer.self))
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            var conversation = Conversation(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            try await body(&conversation)
        }
    }

    struct Conversation {
        fileprivate var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        private var decoder = FrameDecoder()

        fileprivate init(
            inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
            outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        ) {
            self.inbound = inbound
            self.outbound = outbound
        }

        func send(_ bytes: [UInt8]) async throws {
            try await outbound.write(ByteBuffer(bytes: bytes))
        }

        func request(_ streamID: UInt32, _ method: String, _ payload: [UInt8] = [], timeout: Int64 = 0) async throws {
            try await send(Self.requestFrame(streamID, method, payload, timeout: timeout))
        }

        static func requestFrame(
            _ streamID: UInt32, _ method: String, _ payload: [UInt8] = [], timeout: Int64 = 0
        ) -> [UInt8] {
            let request = RequestEnvelope(
                service: "test.Service", method: method, payload: payload, timeoutNanoseconds: timeout)
            return frame(streamID, .request, .remoteClosed, request.encoded())
        }

        static func frame(_ streamID: UInt32, _ type: FrameType, _ flags: FrameFlags, _ data: [UInt8]) -> [UInt8] {
            var buffer = ByteBuffer()
            buffer.writeFrame(FrameHeader(streamID: streamID, type: type, flags: flags), data: data)
            return Array(buffer.readableBytesView)
        }

        /// The next frame, or nil where the server has closed the connection.
        mutating func nextFrame() async throws -> Frame? {
            while true {
                switch decoder.next() {
                case .frame(let frame): return frame
                case .discarded: throw Status(.internal, "the server sent too much")
                case nil: break
                }
                do {
                    guard var bytes = try await inbound.next(isolation: #isolation) else { return nil }
                    decoder.append(&bytes)
                } catch is IOError {
                    return nil
                }
            }
        }

        /// The next frame's Response.
        mutating func nextResponse() async throws -> (streamID: UInt32, response: ResponseEnvelope)? {
            guard let frame = try await nextFrame() else { return nil }
            guard frame.header.type == .response else { throw Status(.internal, "not a Response: \(frame)") }
            return (frame.header.streamID, try ResponseEnvelope(decoding: frame.data))
        }
    }
}
