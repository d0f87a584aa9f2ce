import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends a connection of the callback listener with its first answer, whatever the request said about it, and passes nothing on that comes
/// behind the first request.
///
/// Once the answer is out, the other end sees that no more comes; it has `Limits.callbackLinger` to close. Closed at once, with something of
/// what it sent unread, the kernel could take the answer away from it.
final class SingleRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart

    private var hasWholeRequest = false
    private var isAnswered = false
    private var linger: Scheduled<Void>?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Of one that was answered before it had come, the rest is read and dropped: unread, it could take the answer away.
        guard !hasWholeRequest, !isAnswered else { return }
        if case .end = unwrapInboundIn(data) { hasWholeRequest = true }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        let written = promise ?? context.eventLoop.makePromise()
        written.futureResult.assumeIsolated().whenComplete { _ in self.answered(context.channel) }
        context.write(data, promise: written)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        linger?.cancel()
    }

    private func answered(_ channel: any Channel) {
        isAnswered = true
        channel.close(mode: .output, promise: nil)
        linger?.cancel()
        linger = channel.eventLoop.scheduleTask(in: Limits.callbackLinger) { channel.close(promise: nil) }
    }
}
