import NIOCore
import NIOHTTP1
import NIOPosix

/// Posts one callback over a connection of its own. Small on purpose: no pool, no redirect, no retry.
enum CallbackClient {
    /// Sends and returns the HTTP status of the answer.
    static func post(_ callback: Callback, to url: CallbackURL) async throws -> Int {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let answer = loop.makePromise(of: Int.self)
        let connecting = ClientBootstrap(group: loop)
            .connectTimeout(.seconds(Limits.callbackSeconds))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(AnswerHandler(answer: answer))
                }
            }
            .connect(host: url.host, port: url.port)
        connecting.cascadeFailure(to: answer)
        let timeout = loop.scheduleTask(in: .seconds(Limits.callbackSeconds)) { answer.fail(TimedOut()) }
        connecting.whenSuccess { channel in
            let body = ByteBuffer(string: callback.body)
            let head = HTTPRequestHead(
                version: .http1_1, method: .POST, uri: url.target(for: callback.kind),
                headers: [
                    "Host": url.authority, "Content-Type": "application/json", "Content-Length": "\(body.readableBytes)",
                    "User-Agent": "oysim", "Connection": "close",
                ])
            channel.write(HTTPClientRequestPart.head(head), promise: nil)
            channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil)
            channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        }
        defer {
            timeout.cancel()
            connecting.whenSuccess { $0.close(promise: nil) }
        }
        return try await withTaskCancellationHandler {
            try await answer.futureResult.get()
        } onCancel: {
            answer.fail(CancellationError())
        }
    }

    /// The partner did not answer in time.
    struct TimedOut: Error, CustomStringConvertible {
        var description: String { "no answer within \(Limits.callbackSeconds) s" }
    }

    /// The partner closed the connection, or sent too much, before its answer was whole.
    struct NoAnswer: Error, CustomStringConvertible {
        var description: String { "no whole answer" }
    }

    /// Waits for the end of one answer. Completing the promise again, as a close after the answer does, has no effect.
    private final class AnswerHandler: ChannelInboundHandler {
        typealias InboundIn = HTTPClientResponsePart

        private let answer: EventLoopPromise<Int>
        private var status = 0
        private var bytes = 0

        init(answer: EventLoopPromise<Int>) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): status = Int(head.status.code)
            case .body(let part):
                bytes += part.readableBytes
                if bytes > Limits.callbackAnswerBytes { answer.fail(NoAnswer()) }
            case .end: answer.succeed(status)
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            answer.fail(NoAnswer())
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            answer.fail(error)
            context.close(promise: nil)
        }
    }
}
