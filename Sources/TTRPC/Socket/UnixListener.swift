import Glibc
import HostFiles
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

    /// The file made here; nil where somebody else made it.
    private let made: Made?
    private let descriptor: Mutex<CInt?>

    private struct Made: Sendable {
        let directory: SocketDirectory
        let name: String
        let file: SocketDirectory.File
    }

    private init(descriptor: CInt, made: Made?) {
        self.descriptor = Mutex(descriptor)
        self.made = made
    }

    deinit {
        guard let descriptor = descriptor.withLock({ $0.take() }) else { return }
        // Never run: callers hear at once that nobody listens.
        Glibc.close(descriptor)
        removePath()
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
        return UnixListener(descriptor: descriptor, made: nil)
    }

    /// Makes a socket at `path` and listens on it.
    ///
    /// The path is followed once. What happens to it afterwards, a symlink that is turned elsewhere say, changes neither
    /// where the socket is made nor which file gets its mode and group, nor what is removed at the end.
    ///
    /// - Parameters:
    ///   - path: at most 107 bytes, in a directory that exists.
    ///   - mode: the permissions of the file; who may write to it may connect.
    ///   - group: the group of the file; nil leaves the process's own.
    public static func bind(path: String, mode: UInt32 = 0o600, group: UInt32? = nil) throws(Failure) -> UnixListener {
        _ = try UnixAddress(path: path)  // Callers will need it, so it must be one.
        let parts = PathParts(path)
        guard let directory = SocketDirectory(parts.folder) else { throw failure(path, "can't open its directory") }
        let address = try UnixAddress(path: directory.path(of: parts.name))
        try removeStaleSocket(directory, parts.name, address, called: path)

        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure(path, "can't make a socket") }
        var isDone = false
        defer { if !isDone { Glibc.close(descriptor) } }
        // Nobody can connect before `listen`, so that mode and group are set by then without touching the umask, which
        // is the whole process's.
        guard address.bind(descriptor) == 0 else { throw failure(path, "can't bind") }
        guard let file = directory.grant(parts.name, mode: mode, group: group) else {
            throw errno == 0
                ? Failure(description: "\(path): somebody has put another file in its place")
                : failure(path, "can't set the socket's mode and group")
        }
        defer { if !isDone { directory.remove(parts.name, if: file) } }
        guard listen(descriptor, Limits.listenBacklog) == 0 else { throw failure(path, "can't listen") }
        isDone = true
        return UnixListener(descriptor: descriptor, made: Made(directory: directory, name: parts.name, file: file))
    }

    /// Makes room at `path` for a socket that somebody else makes, by the same rules: what nobody listens on any more is removed.
    ///
    /// - Throws: where somebody listens there, or something else than a socket is there.
    public static func makeRoom(at path: String) throws(Failure) {
        let parts = PathParts(path)
        guard let directory = SocketDirectory(parts.folder) else { throw failure(path, "can't open its directory") }
        try removeStaleSocket(directory, parts.name, try UnixAddress(path: directory.path(of: parts.name)), called: path)
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
        guard let made else { return }
        made.directory.remove(made.name, if: made.file)
    }

    /// Makes room for a new socket where the old one's owner is gone.
    private static func removeStaleSocket(
        _ directory: SocketDirectory, _ name: String, _ address: UnixAddress, called path: String
    ) throws(Failure) {
        guard let file = directory.file(name) else {
            guard errno == ENOENT else { throw failure(path, "can't look at it") }
            return
        }
        guard file.isSocket else { throw Failure(description: "\(path): something that is not a socket is there") }
        let probe = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard probe >= 0 else { throw failure(path, "can't make a socket") }
        defer { Glibc.close(probe) }
        // Only a refused connection proves that nobody listens; EAGAIN, say, is a listener with a full backlog.
        guard address.connect(probe) != 0, errno == ECONNREFUSED else {
            throw Failure(description: "\(path): another process listens there (or whether one does could not be found out)")
        }
        directory.remove(name, if: file)
    }

    private static func option(_ name: CInt, of descriptor: CInt) -> CInt? {
        var value: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }

    private static func failure(_ path: String, _ what: String) -> Failure {
        Failure(description: "\(path): \(what): \(SystemReason.last)")
    }
}
