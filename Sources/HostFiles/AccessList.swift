import CHost
import Glibc

/// The access control list of a file, where it has one: with it, the group's bits of the mode are only a mask and say
/// nothing of who gets in. systemd hands a unit's user its credentials that way (0440, and a list that names the user).
public struct AccessList: Equatable, Sendable {
    /// Who is meant by an entry of the list (`acl(5)`).
    enum Tag: UInt16 {
        case owner = 0x01
        case user = 0x02
        case owningGroup = 0x04
        case group = 0x08
        case mask = 0x10
        case other = 0x20
    }

    struct Entry: Equatable, Sendable {
        var tag: Tag
        /// Of 4 (read), 2 (write) and 1 (execute).
        var permissions: UInt16
        /// Whose, for `user` and `group`.
        var id: UInt32
    }

    var entries: [Entry]

    /// The list of an open file; nil where it has none, and where the file system knows no lists.
    ///
    /// - Throws: `Unreadable` where there is one that can't be understood: who gets in is not known then.
    public static func of(_ descriptor: CInt) throws(Unreadable) -> AccessList? {
        var bytes = [UInt8](repeating: 0, count: Limits.accessListBytes)
        let count = oy_get_acl(descriptor, &bytes, UInt(bytes.count))
        guard count >= 0 else {
            guard errno == ENODATA || errno == ENOTSUP else { throw Unreadable() }
            return nil
        }
        guard let list = AccessList(Array(bytes[..<count])) else { throw Unreadable() }
        return list
    }

    public struct Unreadable: Error {}

    /// Reads the kernel's form: a version, then tag, permissions and id of each entry, little-endian.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 4, bytes[0..<4].elementsEqual([2, 0, 0, 0]), (bytes.count - 4).isMultiple(of: 8) else {
            return nil
        }
        var entries: [Entry] = []
        for start in stride(from: 4, to: bytes.count, by: 8) {
            let number = { (offset: Int) in UInt16(bytes[start + offset]) | UInt16(bytes[start + offset + 1]) << 8 }
            guard let tag = Tag(rawValue: number(0)) else { return nil }
            entries.append(Entry(tag: tag, permissions: number(2), id: UInt32(number(4)) | UInt32(number(6)) << 16))
        }
        self.entries = entries
    }

    /// Whether anybody gets in besides the owner and users with these uids.
    public func admitsOthers(than trusted: Set<UInt32>) -> Bool {
        let mask = entries.first { $0.tag == .mask }?.permissions ?? 0o7
        return entries.contains { entry in
            switch entry.tag {
            case .owner, .mask: false
            case .user: entry.permissions & mask != 0 && !trusted.contains(entry.id)
            case .owningGroup, .group: entry.permissions & mask != 0
            case .other: entry.permissions != 0
            }
        }
    }
}
