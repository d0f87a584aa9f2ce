import CHost

/// Which file it is, whatever its name.
public struct FileIdentity: Sendable {
    private let device: UInt64
    private let inode: UInt64
    /// When it was made, in nanoseconds since 1970; 0 where the file system does not tell.
    private let birth: Int64

    /// An open file. Nil with `errno` where it can't be looked at.
    public init?(ofDescriptor descriptor: CInt) {
        guard let status = FileStatus(ofDescriptor: descriptor) else { return nil }
        device = status.device
        inode = status.inode
        birth = oy_file_birth(descriptor)
    }

    /// Whether `status` is of this file, which is still open: so its number is nobody else's.
    public func isStill(_ status: FileStatus) -> Bool {
        status.device == device && status.inode == inode
    }

    /// Whether it is the file that was open before, as `earlier`. Inode numbers are used again, so the time of birth must be the same, too. The
    /// device's number may change when a file system is mounted again, so it counts only if the time of birth is not known.
    public func isAgain(_ earlier: Self) -> Bool {
        inode == earlier.inode && birth == earlier.birth && (birth != 0 || device == earlier.device)
    }
}
