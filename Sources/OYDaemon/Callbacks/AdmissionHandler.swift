import NIOCore

/// Asks at the entrance for each connection of the callback listener, before anything is read of it.
final class AdmissionHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let entrance: CallbackListenerAdmission
    private var isAdmitted = false

    init(_ entrance: CallbackListenerAdmission) {
        self.entrance = entrance
    }

    func channelActive(context: ChannelHandlerContext) {
        isAdmitted = entrance.admits(context.channel)
        if isAdmitted { context.fireChannelActive() } else { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isAdmitted { entrance.left(context.channel) }
        context.fireChannelInactive()
    }
}
