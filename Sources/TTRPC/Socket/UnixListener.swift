import Glibc
import NIOCore
import Synchronization

/// A listening Unix socket: bound to a path here, or handed over by whoever started the process.
///
/// A socket file that nobody listens on any more is replaced; one that somebody listens on, and anything that is no
/// socket, is left alone. The file is removed at the end only if it is still the one made here.
public final class UnixListener: Sendable {
    /// Why there is no listening socket.
    public struct Failure: Error, CustomStringConvertible {
        /// For the operator: the path, and what is wrong with it.
        public var description: String
    }

    /// The file behind the path, whatever it is called.
    private struct FileIdentity: Equatable, Sendable {
        var device: UInt64
        var inode: UInt64

        init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }

    private let path: String?
    private let identity: FileIdentity?
    private let descriptor: Mutex<CInt?>

    private init(descriptor: CInt, path: String?, identity: FileIdentity?) {
        self.descriptor = Mutex(descriptor)
        self.path = path
        self.identity = identity
    }

    deinit {
        if let descriptor = descriptor.withLock({ $0.take() }) { Glibc.close(descriptor) }
    }

    /// Takes over a socket that listens already, as systemd hands it over. Its path is never removed here.
    ///
    /// - Throws: where `descriptor` is not a listening Unix stream socket; it stays open then.
    public static func adopt(_ descriptor: CInt) throws(Failure) -> UnixListener {
        guard
            option(SO_DOMAIN, of: descriptor) == AF_UNIX,
            option(SO_TYPE, of: descriptor) == CInt(SOCK_STREAM.rawValue),
            option(SO_ACCEPTCONN, of: descriptor) == 1
        else { throw Failure(description: "descriptor \(descriptor) is not a listening Unix stream socket") }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return UnixListener(descriptor: descriptor, path: nil, identity: nil)
    }

    /// Makes a socket at `path` and listens on it.
    ///
    /// - Parameters:
    ///   - path: at most 107 bytes, in a directory that exists.
    ///   - mode: the permissions of the file; who may write to it may connect.
    ///   - group: the group of the file; nil leaves the process's own.
    public static func bind(path: String, mode: UInt32 = 0o600, group: UInt32? = nil) throws(Failure) -> UnixListener {
        let address = try UnixAddress(path: path)
        try removeStaleSocket(at: address)
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure(path, "can't make a socket") }
        var isDone = false
        defer { if !isDone { Glibc.close(descriptor) } }

        // Nobody can connect before `listen`, so that mode and group are set by then without touching the umask, which
        // is the whole process's.
        guard address.bind(descriptor) == 0 else { throw failure(path, "can't bind") }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw failure(path, "can't look at the socket file") }
        let identity = FileIdentity(status)
        defer { if !isDone { remove(path, if: identity) } }
        if let group, lchown(path, uid_t.max, group) != 0 {
            throw failure(path, "can't give the socket to group \(group)")
        }
        guard chmod(path, mode) == 0 else { throw failure(path, "can't set the socket's mode") }
        guard listen(descriptor, Limits.listenBacklog) == 0 else { throw failure(path, "can't listen") }
        isDone = true
        return UnixListener(descriptor: descriptor, path: path, identity: identity)
    }

    /// Hands the descriptor over to its user, who closes it from now on.
    func takeDescriptor() -> CInt {
        guard let descriptor = descriptor.withLock({ $0.take() }) else {
            preconditionFailure("a listener was run twice")
        }
        return descriptor
    }

    /// Removes the socket file if it is still the one made here.
    func removePath() {
        guard let path, let identity else { return }
        Self.remove(path, if: identity)
    }

    private static func remove(_ path: String, if identity: FileIdentity) {
        var status = stat()
        guard lstat(path, &status) == 0, FileIdentity(status) == identity else { return }
        unlink(path)
    }

    /// Makes room for a new socket where the old one's owner is gone.
    private static func removeStaleSocket(at address: UnixAddress) throws(Failure) {
        let path = address.path
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw failure(path, "can't look at it") }
            return
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw Failure(description: "\(path): something that is not a socket is there")
        }
        let probe = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard probe >= 0 else { throw failure(path, "can't make a socket") }
        defer { Glibc.close(probe) }
        // Only a refused connection proves that nobody listens; EAGAIN, say, is a listener with a full backlog.
        guard address.connect(probe) != 0, errno == ECONNREFUSED else {
            throw Failure(description: "\(path): another process listens there, or it can't be told")
        }
        remove(path, if: FileIdentity(status))
    }

    private static func option(_ name: CInt, of descriptor: CInt) -> CInt? {
        var value: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }

    private static func failure(_ path: String, _ what: String) -> Failure {
        Failure(description: "\(path): \(what): \(String(cString: strerror(errno)))")
    }
}
