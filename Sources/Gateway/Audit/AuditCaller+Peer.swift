extension AuditCaller {
    /// - Parameter name: nil for a peer that nobody configured.
    init(_ peer: Peer, name: String?) {
        self.init(name: name, uid: peer.uid, gid: peer.gid, pid: peer.pid, executable: peer.executable)
    }
}
