/// A peer with an open connection, and among whose connections it counts: the configuration may give it another name
/// while it is open.
public struct ConnectedPeer: Sendable {
    public let peer: Peer
    /// The caller; nil for a stranger, who is counted by uid.
    let countedAs: String?
}
