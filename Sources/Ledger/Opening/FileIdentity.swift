internal import CHost
internal import Glibc

/// Which file it is, whatever its name.
struct FileIdentity {
    private let device: dev_t
    private let inode: ino_t
    /// When it was made, in nanoseconds since 1970; 0 where the file system does not tell.
    private let birth: Int64

    /// - Parameter status: of the open file `descriptor`.
    init(_ status: stat, of descriptor: Int32) {
        device = status.st_dev
        inode = status.st_ino
        birth = oy_file_birth(descriptor)
    }

    /// Whether `status` is of this file, which is still open: so its number is nobody else's.
    func isStill(_ status: stat) -> Bool {
        status.st_dev == device && status.st_ino == inode
    }

    /// Whether it is the file that was open before, as `earlier`. Inode numbers are used again, so the time of birth must be the same, too. The
    /// device's number may change when a file system is mounted again, so it counts only if the time of birth is not known.
    func isAgain(_ earlier: Self) -> Bool {
        inode == earlier.inode && birth == earlier.birth && (birth != 0 || device == earlier.device)
    }
}
