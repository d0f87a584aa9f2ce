import NIOCore

/// Ends a connection of the callback listener when its time is over, whatever it is doing: who sends byte by byte, or nothing, holds a
/// place no longer than that. Stands behind the parser: what it reads first is a request's whole head.
final class ConnectionLifetime: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any
    private var headEnd: Scheduled<Void>?
    private var end: Scheduled<Void>?

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        headEnd = context.eventLoop.scheduleTask(in: Limits.callbackHeadTimeout) { channel.close(promise: nil) }
        end = context.eventLoop.scheduleTask(in: Limits.callbackConnectionLifetime) { channel.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        headEnd?.cancel()
        headEnd = nil
        context.fireChannelRead(data)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        headEnd?.cancel()
        end?.cancel()
    }
}
