import NIOCore

/// Ends a connection of one of the daemon's HTTP listeners when its time is over, whatever it is doing: who sends byte by byte, or nothing, holds a
/// place no longer than that. Stands behind the parser: what it reads first is a request's whole head.
final class ConnectionLifetime: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let head: TimeAmount
    private let whole: TimeAmount?
    private var headEnd: Scheduled<Void>?
    private var end: Scheduled<Void>?

    /// - Parameters:
    ///   - head: how long the first request's head may take to come, whole.
    ///   - whole: how long the connection may last; nil for one that may carry request after request.
    init(head: TimeAmount, whole: TimeAmount?) {
        (self.head, self.whole) = (head, whole)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        headEnd = context.eventLoop.scheduleTask(in: head) { channel.close(promise: nil) }
        end = whole.map { context.eventLoop.scheduleTask(in: $0) { channel.close(promise: nil) } }
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
