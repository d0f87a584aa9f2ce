/// A configured service or person: who it is to the kernel, and what it may do.
public struct Caller: Hashable, Sendable {
    /// The operator's name for it.
    public var name: String
    public var uid: UInt32
    /// Must match too, where given.
    public var gid: UInt32?
    /// The program's path must match too, where given.
    public var executable: String?
    /// What it may call.
    public var methods: [MethodPattern]

    public init(
        name: String, uid: UInt32, gid: UInt32? = nil, executable: String? = nil, methods: [MethodPattern]
    ) {
        self.name = name
        self.uid = uid
        self.gid = gid
        self.executable = executable
        self.methods = methods
    }

    /// Whether the kernel's word on a peer describes this caller.
    public func describes(_ peer: Peer) -> Bool {
        guard uid == peer.uid else { return false }
        if let gid, gid != peer.gid { return false }
        if let executable, executable != peer.executable { return false }
        return true
    }

    /// Whether it may call the method.
    public func mayCall(service: String, fullName: String) -> Bool {
        methods.contains { $0.matches(service: service, fullName: fullName) }
    }
}
