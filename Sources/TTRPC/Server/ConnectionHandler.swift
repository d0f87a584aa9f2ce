/// What a server serves: takes peers in, and says what serves each one's calls.
public protocol ConnectionHandler: Sendable {
    /// The error that is given during a shutdown to calls that come, and to streams that are open.
    var shuttingDown: Status { get }

    /// A peer has connected; called once, before its first frame is read, on the connection's event loop.
    ///
    /// An unknown peer is best accepted all the same: its calls get their PERMISSION_DENIED like any other answer.
    ///
    /// - Returns: what serves the connection, and knows whose it is; nil closes it unserved, and nothing else is heard of it.
    func accept(_ peer: PeerCredentials) -> (any CallHandler)?

    /// A peer was turned away, since the server or its user has as many connections as may be; called on the connection's event loop.
    func turnedAway(_ peer: PeerCredentials)
}
