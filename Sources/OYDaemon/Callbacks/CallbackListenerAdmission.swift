import NIOCore

/// Lets connections in at the callback listener, so that no stranger keeps OY!'s out.
final class CallbackListenerAdmission: Sendable {
    private let sources: SourceRule
    private let refusals: CallbackRefusalBook
    private let slots = ConnectionSlots(Limits.callbackConnections)

    init(sources: SourceRule, refusals: CallbackRefusalBook) {
        self.sources = sources
        self.refusals = refusals
    }

    /// Takes a connection in, and closes the one that has to go for it. `left` gives its place back.
    ///
    /// - Returns: false where no callback can come from there: it is to be closed.
    func admits(_ channel: any Channel) -> Bool {
        let peer = SourceRule.Peer(channel)
        guard sources.mayConnect(peer) else {
            refusals.refused(.source, from: "\(peer)")
            return false
        }
        if let evicted = slots.entered(channel) {
            refusals.refused(.place, from: "\(SourceRule.Peer(evicted))")
            evicted.close(promise: nil)
        }
        return true
    }

    /// A request with the token has come, and from where it may.
    func recognized(_ channel: any Channel) {
        slots.recognized(channel)
    }

    /// A connection that was taken in is closed.
    func left(_ channel: any Channel) {
        slots.left(channel)
    }
}

extension SourceRule.Peer {
    /// Who is on the other end of `channel`.
    init(_ channel: any Channel) {
        if case .unixDomainSocket = channel.localAddress {
            self = .unixSocket
        } else {
            self = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }.map(Self.address) ?? .unknown
        }
    }
}
