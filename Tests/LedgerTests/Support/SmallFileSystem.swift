import Glibc

/// A file system of its own, in memory and of a given size, for as long as this is held; the directory that it stands in is the
/// test's.
final class SmallFileSystem: Sendable {
    let path: String

    /// Nil where it can't be mounted, which takes root; it is said that a test is skipped then.
    ///
    /// - Parameter size: as mount(8) takes it for a tmpfs, `2m`.
    init?(in directory: TemporaryDirectory, size: String) {
        path = directory.path + "/small"
        mkdir(path, 0o700)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(size),mode=0700") == 0 else {
            print("a small tmpfs can't be mounted here (\(String(cString: strerror(errno)))): skipped")
            return nil
        }
    }

    func becomeReadOnly() -> Bool {
        mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
    }
}
