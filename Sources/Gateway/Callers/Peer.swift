/// Who the kernel says is on the other end of a connection.
public struct Peer: Hashable, Sendable {
    public var uid: UInt32
    public var gid: UInt32
    /// Process id at the time of connecting; for people, never a proof.
    public var pid: Int32
    /// Path of the program, where the kernel would tell.
    public var executable: String?

    public init(uid: UInt32, gid: UInt32, pid: Int32, executable: String? = nil) {
        self.uid = uid
        self.gid = gid
        self.pid = pid
        self.executable = executable
    }
}
