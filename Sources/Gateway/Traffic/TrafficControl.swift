import Synchronization

/// What callers have under way, shared by everything that takes something on.
public final class TrafficControl: Sendable {
    private let traffic = Mutex(Traffic())

    public init() {}

    /// A call comes in.
    ///
    /// - Returns: what holds its place among the caller's calls in flight, to be kept until it has ended; nil where they
    ///   are not limited.
    func callBegan(_ caller: Caller, at now: MonotonicInstant) throws(RPCError) -> CallSlot? {
        // Most callers have neither, and their calls wait for nobody here.
        guard caller.rate != nil || caller.maximumInFlight != nil else { return nil }
        switch traffic.withLock({ $0.callBegan(caller, at: now) }) {
        case .tooFast(let delay): throw .tooFast(caller: caller.name, retryIn: delay)
        case .tooManyCalls(let limit): throw .tooManyCalls(caller: caller.name, limit: limit)
        case nil: return caller.maximumInFlight == nil ? nil : CallSlot(caller.name, self)
        }
    }

    /// `CallSlot` tells it, and nobody else.
    func callEnded(of name: String) {
        traffic.withLock { $0.callEnded(of: name) }
    }

    /// A peer has connected; nil where it has too many connections. `disconnected` gives its place back.
    func connected(_ caller: Caller?, peer: Peer) -> ConnectedPeer? {
        let isServed = traffic.withLock { traffic in
            caller.map { traffic.connected($0) } ?? traffic.strangerConnected(uid: peer.uid)
        }
        return isServed ? ConnectedPeer(peer: peer, countedAs: caller?.name) : nil
    }

    /// A call of a peer that is in no configuration is refused, or what a peer sent and is no call.
    ///
    /// - Returns: false where its uid has used its rate up.
    func refused(_ peer: Peer, at now: MonotonicInstant) -> Bool {
        traffic.withLock { $0.refused(uid: peer.uid, at: now) }
    }

    func disconnected(_ connected: ConnectedPeer) {
        traffic.withLock { traffic in
            if let name = connected.countedAs {
                traffic.disconnected(name)
            } else {
                traffic.strangerDisconnected(uid: connected.peer.uid)
            }
        }
    }
}
