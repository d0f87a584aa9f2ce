/// All configured callers. Nobody else is served.
public struct CallerDirectory: Sendable {
    private let byUID: [UInt32: [Caller]]

    public init(_ callers: [Caller]) {
        byUID = Dictionary(grouping: callers, by: \.uid)
    }

    /// Whether the caller is configured as it stands, every right of it.
    func contains(_ caller: Caller) -> Bool {
        byUID[caller.uid]?.contains(caller) ?? false
    }

    /// The most specific entry that fits the peer, or nil. If the kernel does not tell the peer's program and an entry for this uid names
    /// one, nothing fits: a less specific entry might allow more.
    public func caller(for peer: Peer) -> Caller? {
        guard let entries = byUID[peer.uid] else { return nil }
        if peer.executable == nil, entries.contains(where: { $0.dependsOnProgram(of: peer) }) { return nil }
        return entries.lazy.filter { $0.describes(peer) }.max { $0.precision < $1.precision }
    }
}

extension Caller {
    /// Whether only the peer's program decides if it is this caller.
    fileprivate func dependsOnProgram(of peer: Peer) -> Bool {
        executable != nil && (gid == nil || gid == peer.gid)
    }

    fileprivate var precision: Int {
        (executable == nil ? 0 : 2) + (gid == nil ? 0 : 1)
    }
}
