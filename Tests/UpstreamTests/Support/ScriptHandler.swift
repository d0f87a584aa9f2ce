import Glibc
import NIOCore
import NIOSSL
import NIOTLS

/// Follows a script on one connection of the scripted server.
final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let number: Int
    private let script: [Step]
    private let log: ScriptedServer.Log
    private let isTLS: Bool
    private var position = 0
    private var received = ""
    private var lastRequest = ""
    private var isOpen = false

    init(number: Int, script: [Step], log: ScriptedServer.Log, isTLS: Bool) {
        self.number = number
        self.script = script
        self.log = log
        self.isTLS = isTLS
    }

    func channelActive(context: ChannelHandlerContext) {
        isOpen = !isTLS
        run(context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted = event as? TLSUserEvent else { return }
        isOpen = true
        run(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let text = String(buffer: unwrapInboundIn(data))
        log.read(text, on: number)
        received += text
        run(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        log.closed(number)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if (error as? IOError)?.errnoCode == ECONNRESET { log.reset(number) }
        context.close(promise: nil)
    }

    private func run(_ context: ChannelHandlerContext) {
        guard isOpen else { return }
        while position < script.count, context.channel.isActive {
            guard perform(script[position], context) else { return }
            position += 1
        }
    }

    /// - Returns: false where the step waits for more.
    private func perform(_ step: Step, _ context: ChannelHandlerContext) -> Bool {
        switch step {
        case .awaitRequest:
            guard let request = takeRequest() else { return false }
            lastRequest = request
            log.request(request, on: number)
        case .awaitBytes(let count):
            guard received.utf8.count >= count else { return false }
            received = ""
        case .send(let text):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        case .echo:
            let target = lastRequest.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: .answer(body: target))), promise: nil)
        case .stopReading:
            try? context.channel.syncOptions?.setOption(.autoRead, value: false)
        case .close:
            context.close(promise: nil)
        case .truncate:
            if let tls = try? context.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) {
                tls.close(promise: nil)
            } else {
                context.close(promise: nil)
            }
        case .reset:
            // The two halves of `struct linger`: on, and no time at all.
            try? context.channel.syncOptions?.setOption(.socketOption(.so_linger), value: 1)
            if let tls = try? context.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) {
                tls.close(promise: nil)
            } else {
                context.close(promise: nil)
            }
        case .again:
            position = -1
        }
        return true
    }

    private func takeRequest() -> String? {
        guard let end = received.firstRange(of: "\r\n\r\n") else { return nil }
        let head = received[..<end.lowerBound]
        let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst("content-length:".count).drop { $0 == " " }) } ?? 0
        let body = received[end.upperBound...]
        guard body.utf8.count >= length else { return nil }
        let bodyEnd = body.utf8.index(body.utf8.startIndex, offsetBy: length)
        defer { received = String(received[bodyEnd...]) }
        return String(received[..<bodyEnd])
    }
}
