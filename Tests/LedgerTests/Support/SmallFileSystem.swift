import Glibc
import TestSupport
import Testing

/// A file system of its own, in memory and of a given size, for as long as this is held; the directory that it stands in is the
/// test's.
final class SmallFileSystem: Sendable {
    let path: String

    /// For a test that needs one: root may mount it, unless a container keeps root from it.
    static let isNeeded: ConditionTrait = .enabled(if: canBeMounted, "no file system can be mounted here")

    private static let canBeMounted: Bool = {
        guard let directory = try? TemporaryDirectory() else { return false }
        return (try? SmallFileSystem(in: directory, size: "64k")) != nil
    }()

    /// - Parameter size: as mount(8) takes it for a tmpfs, `2m`.
    /// - Throws: where it can't be mounted.
    init(in directory: TemporaryDirectory, size: String) throws {
        path = directory.path + "/small"
        mkdir(path, 0o700)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(size),mode=0700") == 0 else { throw SystemError("mount \(path)") }
    }

    func becomeReadOnly() -> Bool {
        mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
    }
}
