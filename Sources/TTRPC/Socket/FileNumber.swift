import Glibc

/// A file by its number, whatever it is called. Another file may have it once this one is gone: `HostFiles.FileIdentity` tells them apart.
public struct FileNumber: Equatable, Sendable {
    private let device: UInt64
    private let inode: UInt64

    /// The file that was looked at.
    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    /// The file that stands at `path`, through symbolic links; nil where there is none.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The socket that stands at `path`, through symbolic links; nil where there is none, or something else.
    public init?(socketAt path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
        self.init(status)
    }
}
