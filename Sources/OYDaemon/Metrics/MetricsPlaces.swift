import NIOCore
import NIOHTTPTypes
import Synchronization

/// The places at the metrics' listener: whoever takes the last one has the connection closed that has gone longest without a request's
/// whole head, so that nobody keeps others out by holding connections open.
final class MetricsPlaces: Sendable {
    private let places: Int
    /// The one that has gone longest first.
    private let channels = Mutex<[any Channel]>([])

    init(_ places: Int) {
        self.places = places
    }

    /// A connection is open. `left` gives its place back.
    func entered(_ channel: any Channel) {
        let crowdedOut: (any Channel)? = channels.withLock { channels in
            channels.append(channel)
            return channels.count >= places && channels.count > 1 ? channels.removeFirst() : nil
        }
        crowdedOut?.close(promise: nil)
    }

    /// A request's head has come, whole. That its connection has had to go meanwhile is a legitimate race.
    func heard(_ channel: any Channel) {
        channels.withLock { channels in
            guard let index = channels.firstIndex(where: { $0 === channel }) else { return }
            channels.append(channels.remove(at: index))
        }
    }

    /// A connection is closed, whether or not it had to go.
    func left(_ channel: any Channel) {
        channels.withLock { $0.removeAll { $0 === channel } }
    }
}

/// Tells `MetricsPlaces` of one connection. Stands behind the parser.
final class MetricsPlaceHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    private let places: MetricsPlaces

    init(_ places: MetricsPlaces) {
        self.places = places
    }

    func channelActive(context: ChannelHandlerContext) {
        places.entered(context.channel)
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
