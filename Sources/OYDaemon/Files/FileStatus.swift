import CHost
import Glibc

/// What `stat(2)` tells of a file.
struct FileStatus: Equatable {
    enum Kind: Equatable {
        case plain, folder, link, socket, other
    }

    var kind: Kind
    /// The permission bits, those for set-id and sticky included.
    var mode: UInt32
    var uid: UInt32
    var gid: UInt32
    /// Has an access control list: the group's bits of the mode are the most that anybody in it may do then.
    private let hasAccessList: Bool
    private let identity: [UInt64]
    private let state: [Int64]

    /// A file of this name, not what a link leads to. Nil with `errno` where it can't be looked at.
    init?(of path: String) {
        var status = oy_file_status()
        guard oy_lstat(path, &status) == 0 else { return nil }
        self.init(status, hasAccessList: oy_has_acl(path) != 0)
    }

    /// An open file. Nil with `errno` where it can't be looked at.
    init?(ofDescriptor descriptor: CInt) {
        var status = oy_file_status()
        guard oy_fstat(descriptor, &status) == 0 else { return nil }
        self.init(status, hasAccessList: oy_get_acl(descriptor, nil, 0) > 0)
    }

    private init(_ status: oy_file_status, hasAccessList: Bool) {
        self.hasAccessList = hasAccessList
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
        identity = [status.device, status.inode]
        state = [status.size, status.modified_nanoseconds, status.changed_nanoseconds]
    }

    /// Whether anybody but the owner can write; root's group is no one else, unless a list lets others in by its bits.
    var isWritableByOthers: Bool {
        mode & (gid == 0 && !hasAccessList ? 0o002 : 0o022) != 0
    }

    /// Whether nobody but root and this process's user owns it.
    func isOwned(byOneOf trusted: Set<UInt32> = [0, geteuid()]) -> Bool {
        trusted.contains(uid)
    }

    /// The permission bits as people write them, `0640`.
    var modeText: String { Self.text(ofMode: mode) }

    static func text(ofMode mode: some BinaryInteger) -> String { "0\(String(mode, radix: 8))" }
}
