import CHost
import Glibc

/// What `stat(2)` tells of a file.
public struct FileStatus: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        case plain, folder, link, socket, other
    }

    public let kind: Kind
    /// The permission bits, those for set-id and sticky included. Where there is an access control list, the group's bits are
    /// the most that anybody in it may do.
    public let mode: UInt32
    public let uid: UInt32
    public let gid: UInt32
    /// How many names it has.
    public let names: UInt64
    /// Its bytes.
    public let size: Int64
    let device: UInt64
    let inode: UInt64
    private let modified: Int64
    private let changed: Int64

    /// A file of this name, not what a link leads to. Nil with `errno` where it can't be looked at.
    public init?(of path: String) {
        var status = oy_file_status()
        guard oy_lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// An open file. Nil with `errno` where it can't be looked at.
    public init?(ofDescriptor descriptor: CInt) {
        var status = oy_file_status()
        guard oy_fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: oy_file_status) {
        kind =
            switch status.mode & UInt32(S_IFMT) {
            case UInt32(S_IFREG): .plain
            case UInt32(S_IFDIR): .folder
            case UInt32(S_IFLNK): .link
            case UInt32(S_IFSOCK): .socket
            default: .other
            }
        mode = status.mode & 0o7777
        uid = status.uid
        gid = status.gid
        names = status.names
        size = status.size
        device = status.device
        inode = status.inode
        modified = status.modified_nanoseconds
        changed = status.changed_nanoseconds
    }

    /// Whether `other` is of the same file, one of which is still open: so its number is nobody else's.
    public func isSameFile(as other: Self) -> Bool {
        device == other.device && inode == other.inode
    }

    /// Whether anybody but the owner can write, as far as the mode tells. A group is others, root's too.
    public var isWritableByOthers: Bool {
        mode & 0o022 != 0
    }

    /// Whether anybody but the owner can read, in the same way.
    public var isReadableByOthers: Bool {
        mode & 0o044 != 0
    }

    /// Whether nobody but root and this process's user owns it.
    public func isOwned(byOneOf trusted: Set<UInt32> = PathWalk.ownAndRoot) -> Bool {
        trusted.contains(uid)
    }

    /// The permission bits as people write them, `0640`.
    public var modeText: String { Self.text(ofMode: mode) }

    public static func text(ofMode mode: some BinaryInteger) -> String { "0\(String(mode, radix: 8))" }
}
