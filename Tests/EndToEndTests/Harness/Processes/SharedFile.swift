import Glibc
import TestSupport

/// Memory that is shared with a program under test, by way of a file: what a probe (`Tests/Probes`) that is preloaded into it writes there.
final class SharedFile: @unchecked Sendable {
    // @unchecked: the pointer never changes, and what it points to is another process's as well, so that users read it atomically.

    let path: String
    let bytes: UnsafeMutableRawPointer
    private let size: Int

    /// All zeros to begin with.
    init(in directory: TemporaryDirectory, name: String, size: Int) throws {
        path = directory[name]
        self.size = size
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemError("open \(path)") }
        defer { close(file) }
        guard ftruncate(file, size) == 0 else { throw SystemError("ftruncate \(path)") }
        guard let shared = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), shared != MAP_FAILED else {
            throw SystemError("mmap \(path)")
        }
        bytes = shared
    }

    deinit {
        munmap(bytes, size)
    }

    /// What the program is to be started with for a probe to write here, which finds the file by that variable.
    func environment(for variable: String) -> [String: String] {
        ["LD_PRELOAD": Binary.path(ofLibrary: "Probes"), variable: path]
    }
}
