import Glibc
import TestSupport
import Testing

/// Acting as another user, which only root can. Without root such tests say that they were skipped.
enum OtherUser {
    static let needsRoot: ConditionTrait = .enabled(if: geteuid() == 0, "only root can act as another user")

    /// What runs a program as `uid`, without any of root's rights.
    static func command(_ uid: UInt32) -> [String] {
        ["/usr/bin/setpriv", "--reuid", "\(uid)", "--regid", "\(uid)", "--clear-groups", "--"]
    }
}

extension TemporaryDirectory {
    /// Gives the folder and all files in it to another user.
    func give(to uid: UInt32) throws {
        var names = [path]
        guard let stream = opendir(path) else { throw SystemError("opendir") }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(self[name]) }
        }
        for name in names where lchown(name, uid, uid) != 0 { throw SystemError("chown \(name)") }
    }
}
