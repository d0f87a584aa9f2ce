import NIOCore

/// Registers the connections of the control listener, so that the end of the simulator ends them too.
final class ConnectionHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let connections: Connections

    init(connections: Connections) { self.connections = connections }

    func channelActive(context: ChannelHandlerContext) {
        connections.opened(context.channel, forControl: true)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        connections.closed(context.channel)
        context.fireChannelInactive()
    }
}
