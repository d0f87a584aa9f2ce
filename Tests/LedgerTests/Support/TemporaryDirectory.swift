import Glibc

/// A directory of its own for one test, mode 0700, removed with everything in it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/oy-ledger-test-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkdtemp($0) } != nil }
        guard made else { throw Failure(code: errno) }
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    struct Failure: Error {
        var code: Int32
    }

    /// The path of a ledger in it.
    var ledger: String { path + "/ledger.db" }

    deinit {
        Self.remove(path)
    }

    private static func remove(_ path: String) {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { String(cString: $0.bindMemory(to: CChar.self).baseAddress!) }
                if name == "." || name == ".." { continue }
                let inner = path + "/" + name
                var status = stat()
                lstat(inner, &status)
                if status.st_mode & S_IFMT == S_IFDIR { remove(inner) } else { unlink(inner) }
            }
            closedir(directory)
        }
        rmdir(path)
    }
}
