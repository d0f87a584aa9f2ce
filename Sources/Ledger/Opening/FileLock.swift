import Glibc
import HostFiles

/// Holds a file, or a directory, for this process alone, until it is released or the process ends, however it ends:
/// the kernel keeps no stale `flock`.
///
/// SQLite locks with `fcntl`, which does not see an `flock`; so readers of other processes go on beside it.
/// Closing a descriptor drops the process's `fcntl` locks on that file: release it only once SQLite has closed.
struct FileLock: ~Copyable {
    private let descriptor: Int32
    /// What was locked, whatever its name is by now.
    let file: FileIdentity

    /// - Throws: `.inUse` where another process, or another ledger of this one, holds it.
    init(path: String) throws(LedgerOpeningError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            throw LedgerOpeningError(.unavailable, "\(path): \(SystemReason.last)")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, let file = FileIdentity(ofDescriptor: descriptor) else {
            let code = errno
            close(descriptor)
            guard code != EWOULDBLOCK else {
                throw LedgerOpeningError(.inUse, "\(path): another process has this ledger open")
            }
            throw LedgerOpeningError(.unavailable, "\(path): \(SystemReason.of(code))")
        }
        self.descriptor = descriptor
        self.file = file
    }

    /// Whether `path` still names what was locked. A ledger that was moved away or replaced would be written to and
    /// never found again.
    func holds(_ path: String) -> Bool {
        FileStatus(of: path).map(file.isStill) ?? false
    }

    /// Up to `count` bytes from the start of the file; fewer where it is shorter or can't be read.
    func firstBytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
            filled = max(0, pread(descriptor, bytes.baseAddress, count, 0))
        }
    }

    deinit {
        close(descriptor)
    }
}
