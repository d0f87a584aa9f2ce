import NIOCore
import NIOHTTPTypes

/// Tells the metrics' slots of one connection: whoever takes the last one has the connection closed that has gone longest without a
/// request's whole head. Stands behind the parser.
final class MetricsSlotHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    private let slots: ConnectionSlots

    init(_ slots: ConnectionSlots) {
        self.slots = slots
    }

    func channelActive(context: ChannelHandlerContext) {
        slots.entered(context.channel)?.close(promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { slots.heard(context.channel) }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        slots.left(context.channel)
        context.fireChannelInactive()
    }
}
