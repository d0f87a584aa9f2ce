/// A configured service or person: who it is to the kernel, and what it may do.
public struct Caller: Hashable, Sendable {
    /// The operator's name for it.
    public var name: String
    public var uid: UInt32
    /// Must match too, where given.
    public var gid: UInt32?
    /// The program's path must match too, where given.
    public var executable: String?
    public var role: Role?
    /// What it may call.
    public var methods: [MethodPattern]
    /// What it may pay.
    public var payouts = PayoutPolicy()
    /// How often it may call; nil for as often as it likes.
    public var rate: Rate?
    /// Connections that it may have open; nil for as many as anybody.
    public var maximumConnections: Int?
    /// Calls, streams included, that it may have in flight over all its connections; nil for no limit.
    public var maximumInFlight: Int?
    /// Which events it may see. Those of payouts are of its own payouts, unless it sees everybody's.
    public var events: Set<EventKind> = [.payout]

    /// - Parameter methods: nil for those that the role brings; a caller with neither may call nothing.
    public init(
        name: String, uid: UInt32, gid: UInt32? = nil, executable: String? = nil, role: Role? = nil,
        methods: [MethodPattern]? = nil
    ) {
        self.name = name
        self.uid = uid
        self.gid = gid
        self.executable = executable
        self.role = role
        self.methods = methods ?? role?.methods ?? []
    }

    /// Whether the kernel's word on a peer describes this caller.
    public func describes(_ peer: Peer) -> Bool {
        guard uid == peer.uid else { return false }
        if let gid, gid != peer.gid { return false }
        // By bytes, as the kernel tells files apart: to Swift a path with a Kelvin sign in it is the one with a K.
        if let executable, peer.executable?.utf8.elementsEqual(executable.utf8) != true { return false }
        return true
    }

    /// Whether both describe the very same peers.
    public func isSamePeer(as other: Caller) -> Bool {
        uid == other.uid && gid == other.gid && executable == other.executable
    }

    /// Whether it sees the payouts that others asked for.
    public var seesEverybody: Bool {
        role != nil
    }
}
