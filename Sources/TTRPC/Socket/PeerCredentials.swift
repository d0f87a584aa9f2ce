/// Who is at the other end of a Unix socket, as the kernel says (docs/wire.md, "Who is calling").
public struct PeerCredentials: Sendable {
    /// The process that connected. Its number may belong to another process once it has exited: for logs only.
    public let pid: Int32
    public let uid: UInt32
    public let gid: UInt32
    private let process: ProcessHandle?

    /// Credentials that were not read from a socket: for tests of handlers.
    public init(pid: Int32, uid: UInt32, gid: UInt32) {
        self.init(pid: pid, uid: uid, gid: gid, process: nil)
    }

    init(pid: Int32, uid: UInt32, gid: UInt32, process: ProcessHandle?) {
        self.pid = pid
        self.uid = uid
        self.gid = gid
        self.process = process
    }

    /// The program that the peer runs now, as an absolute path at which this process finds the same file.
    ///
    /// Nil where it can't be known for certain: the process is gone, this one may not look (another user's process takes
    /// CAP_SYS_PTRACE), it runs a file that only its own mounts show there, or the kernel has no SO_PEERPIDFD (before
    /// Linux 6.5), without which the number could meanwhile name another process. A replaced program's path ends in
    /// ` (deleted)`.
    ///
    /// It tells one program from another, not friend from foe: whoever runs as the same user may start the program and
    /// have its connection. What protects a caller is a uid of its own.
    public func executablePath() -> String? {
        process?.executablePath(pid: pid)
    }
}
