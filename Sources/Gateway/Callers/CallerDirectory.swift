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

    /// The caller that the peer is, or nil. Of several that fit, the one that says most about the peer: an operator
    /// who names a program means that entry for that program.
    public func caller(for peer: Peer) -> Caller? {
        byUID[peer.uid]?.filter { $0.describes(peer) }.max { $0.precision < $1.precision }
    }
}

extension Caller {
    fileprivate var precision: Int {
        (executable == nil ? 0 : 2) + (gid == nil ? 0 : 1)
    }
}
