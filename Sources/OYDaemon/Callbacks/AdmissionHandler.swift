import NIOCore

/// Asks whether each connection of the callback listener is admitted, before anything is read of it.
final class AdmissionHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let admission: CallbackListenerAdmission
    private var isAdmitted = false

    init(_ admission: CallbackListenerAdmission) {
        self.admission = admission
    }

    func channelActive(context: ChannelHandlerContext) {
        isAdmitted = admission.admits(context.channel)
        if isAdmitted { context.fireChannelActive() } else { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isAdmitted { admission.left(context.channel) }
        context.fireChannelInactive()
    }
}
