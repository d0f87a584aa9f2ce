import Glibc
import HostFiles

/// A process held by a pidfd, which can't come to mean another process.
final class ProcessHandle: Sendable {
    private let descriptor: CInt

    /// Takes over a pidfd.
    init(owning descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// What the kernel puts behind the path of a program whose file is not there any more.
    private static let deletedMark = " (deleted)"

    /// The program of the process, whose number is `pid`: a path at which this process finds that very file, or one that
    /// ends in ` (deleted)`. Nil where the process has exited or may not be looked at, and where it runs a file that
    /// only its own mounts show under that path.
    ///
    /// A number can be another process's by now, and a path can be bent: whoever may make mounts of his own (every user,
    /// by a user namespace) can run any file under any path. So the process is asked to be still alive *after* it was
    /// looked at, through the pidfd, which then proves that the number was its own all the while; and the file is held
    /// against the one that stands here under the path.
    func executablePath(pid: Int32) -> String? {
        let link = "/proc/\(pid)/exe"
        guard let path = SymbolicLink.target(of: link), let running = FileNumber(link) else { return nil }
        let here = FileNumber(path)
        guard isRunning else { return nil }
        return here == running || here == nil && path.hasSuffix(Self.deletedMark) ? path : nil
    }

    private var isRunning: Bool {
        // A pidfd becomes readable when its process exits. Whatever else `poll` says is no proof that it runs.
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&entry, 1, 0)
            if count < 0, errno == EINTR { continue }
            return count == 0
        }
    }
}
