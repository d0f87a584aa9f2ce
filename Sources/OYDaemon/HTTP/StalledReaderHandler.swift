import NIOCore

/// Closes a connection whose other end does not read, and when the server stops one that is not done soon. The library waits for both
/// without end, and the stop with it: the services that stop later, the ledger among them, would never be told.
final class StalledReaderHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any
    /// Runs while what was written waits for the other end.
    private var stall: Scheduled<Void>?
    private var stop: Scheduled<Void>?

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        stall = context.channel.isWritable ? nil : closing(context, in: Limits.stalledReaderHandler)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent, stop == nil { stop = closing(context, in: Limits.stoppingReader) }
        context.fireUserInboundEventTriggered(event)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stall?.cancel()
        stop?.cancel()
    }

    private func closing(_ context: ChannelHandlerContext, in time: TimeAmount) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
