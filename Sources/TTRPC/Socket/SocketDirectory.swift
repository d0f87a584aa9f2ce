import Glibc

/// The directory of a socket file, held open: whatever its path comes to mean later, by a symlink or a rename, every
/// look and every change is made where the path led at first.
final class SocketDirectory: Sendable {
    private let descriptor: CInt

    /// Which file a name meant at one moment.
    struct File: Equatable, Sendable {
        private let number: FileNumber
        let isSocket: Bool

        init(_ status: stat) {
            number = FileNumber(status)
            isSocket = status.st_mode & S_IFMT == S_IFSOCK
        }
    }

    /// Nil, with `errno`, where it can't be opened.
    init?(_ path: String) {
        descriptor = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
    }

    /// A path of the file called `name` that leads through the held directory, short enough for a socket's address.
    func path(of name: String) -> String {
        "/proc/self/fd/\(descriptor)/\(name)"
    }

    /// What is there under `name`, links not followed; nil with `errno` where nothing is, or it can't be looked at.
    func file(_ name: String) -> File? {
        var status = stat()
        return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? File(status) : nil
    }

    /// Removes what is there under `name` if it is still `file`.
    func remove(_ name: String, if file: File) {
        guard self.file(name) == file else { return }
        unlinkat(descriptor, name, 0)
    }

    /// Sets mode and group of the socket that this process has just made under `name`: of that file and no other, should
    /// somebody have put another in its place.
    ///
    /// - Returns: the file; nil with `errno`, or 0 where what is there is not this process's socket.
    func grant(_ name: String, mode: UInt32, group: UInt32?) -> File? {
        let made = openat(descriptor, name, O_PATH | O_NOFOLLOW | O_CLOEXEC)
        guard made >= 0 else { return nil }
        defer { close(made) }
        var status = stat()
        guard fstat(made, &status) == 0 else { return nil }
        guard File(status).isSocket, status.st_uid == geteuid() else {
            errno = 0
            return nil
        }
        // What is open as a mere path is changed by this name of it, which leads to that file and no other.
        let itself = "/proc/self/fd/\(made)"
        if let group, chown(itself, uid_t.max, group) != 0 { return nil }
        guard chmod(itself, mode) == 0 else { return nil }
        return File(status)
    }
}

/// The C library shows it to GNU sources only; the same number on every architecture that Swift runs on with Linux.
private let O_PATH: CInt = 0o10_000_000
