internal import CHost
internal import Glibc

/// Which file it is, whatever its name, also once nobody has it open any more.
///
/// Its inode and when it was made: the number alone is given to another file soon after this one is removed, and the device's
/// may be another after the file system was away. The device counts where the file system does not tell when a file was made.
struct FileIdentity: Equatable {
    private let inode: ino_t
    /// Nanoseconds since 1970; 0 where that is not known.
    private let birth: Int64
    /// Nil where `birth` is known.
    private let device: dev_t?

    init(_ status: stat, ofPath path: String) {
        self.init(status, birth: oy_file_birth(-1, path))
    }

    init(_ status: stat, ofDescriptor descriptor: Int32) {
        self.init(status, birth: oy_file_birth(descriptor, ""))
    }

    private init(_ status: stat, birth: Int64) {
        inode = status.st_ino
        self.birth = birth
        device = birth == 0 ? status.st_dev : nil
    }
}
