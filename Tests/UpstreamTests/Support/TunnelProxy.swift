import NIOCore
import NIOPosix
import Synchronization

/// A CONNECT proxy on loopback that writes down all that it is shown.
final class TunnelProxy: Sendable {
    let port: Int
    private let log: Log
    private let channel: any Channel

    var connectRequests: [String] { log.value.withLock { $0.connects } }
    var allBytes: String { log.value.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    fileprivate final class Log: Sendable {
        let value = Mutex<(connects: [String], bytes: [UInt8])>(([], []))
    }

    /// - Parameter target: where tunnels lead whatever was asked for; the port that was asked for, on loopback, where nil.
    init(target: Int? = nil) async throws {
        let log = Log()
        self.log = log
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Front(log: log, target: target))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func stop() async {
        try? await channel.close()
    }

    /// The side that faces the client.
    private final class Front: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let log: Log
        private let target: Int?
        private var head = ""
        private var back: (any Channel)?

        init(log: Log, target: Int?) {
            self.log = log
            self.target = target
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            log.value.withLock { $0.bytes += bytes.readableBytesView }
            if let back {
                back.writeAndFlush(bytes, promise: nil)
                return
            }
            head += String(buffer: bytes)
            guard head.hasSuffix("\r\n\r\n") else { return }
            let request = head
            log.value.withLock { $0.connects.append(request) }
            let asked = request.split(separator: " ").dropFirst().first?.split(separator: ":").last.flatMap { Int($0) } ?? 0
            let front = context.channel
            ClientBootstrap(group: context.eventLoop)
                .channelInitializer { back in
                    back.eventLoop.makeCompletedFuture { try back.pipeline.syncOperations.addHandler(Back(front: front)) }
                }
                .connect(host: "127.0.0.1", port: target ?? asked)
                .assumeIsolated()
                .whenSuccess { back in
                    self.back = back
                    front.writeAndFlush(ByteBuffer(string: "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n"), promise: nil)
                }
        }

        func channelInactive(context: ChannelHandlerContext) {
            back?.close(promise: nil)
        }
    }

    /// The side that faces the origin.
    private final class Back: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let front: any Channel

        init(front: any Channel) {
            self.front = front
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            front.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            front.close(promise: nil)
        }
    }
}
