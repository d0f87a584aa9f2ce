import NIOCore
import NIOHTTPTypes

/// Tells the metrics' places of one connection: whoever takes the last one has the connection closed that has gone longest without a
/// request's whole head. Stands behind the parser.
final class MetricsSlotHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    private let places: ConnectionSlots

    init(_ places: ConnectionSlots) {
        self.places = places
    }

    func channelActive(context: ChannelHandlerContext) {
        places.entered(context.channel)?.close(promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { places.heard(context.channel) }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        places.left(context.channel)
        context.fireChannelInactive()
    }
}
