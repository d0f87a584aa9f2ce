/// Who called, as the kernel and the configuration say.
public struct AuditCaller: Sendable, Equatable {
    /// The name in the configuration; nil for a peer that it does not know.
    public var name: String?
    public var uid: UInt32
    public var gid: UInt32
    public var pid: Int32
    /// The path of the peer's executable; nil where it could not be read.
    public var executable: String?

    public init(name: String?, uid: UInt32, gid: UInt32, pid: Int32, executable: String?) {
        self.name = name
        self.uid = uid
        self.gid = gid
        self.pid = pid
        self.executable = executable
    }
}
