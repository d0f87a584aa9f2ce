internal import CHost
internal import Glibc

/// Which file it is, whatever its name.
struct FileIdentity: Equatable {
    private let device: dev_t
    private let inode: ino_t
    /// When it was made, in nanoseconds since 1970; 0 where the file system does not tell.
    private let birth: Int64

    init(_ status: stat, ofPath path: String) {
        self.init(status, birth: oy_file_birth(-1, path))
    }

    init(_ status: stat, ofDescriptor descriptor: Int32) {
        self.init(status, birth: oy_file_birth(descriptor, ""))
    }

    private init(_ status: stat, birth: Int64) {
        device = status.st_dev
        inode = status.st_ino
        self.birth = birth
    }

    /// Whether it is the file that was open as `earlier` and is not any more. The number alone is given to another file soon after
    /// this one is removed; and the device may be another one after its file system was away, so it counts only where it is not
    /// known when the file was made.
    func isAgain(_ earlier: Self) -> Bool {
        inode == earlier.inode && birth == earlier.birth && (birth != 0 || device == earlier.device)
    }
}
