import Foundation

/// A folder of a test's own, gone when the last reference is. Its path is short: a socket's has at most 107 bytes.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/oy-e2e-XXXXXX".utf8CString)
        guard let made = template.withUnsafeMutableBufferPointer({ mkdtemp($0.baseAddress!) }) else {
            throw SystemError("mkdtemp")
        }
        path = String(cString: made)
        // Tests act as other users too, who must get as far as the socket.
        chmod(path, 0o755)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    subscript(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and gives its path.
    @discardableResult
    func write(_ name: String, _ text: String, mode: mode_t = 0o600) throws -> String {
        let path = self[name]
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        guard chmod(path, mode) == 0 else { throw SystemError("chmod \(path)") }
        return path
    }

    func contains(_ name: String) -> Bool {
        var status = stat()
        return lstat(self[name], &status) == 0
    }
}

/// A system call that failed, with `errno`'s words.
struct SystemError: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, code: CInt = errno) {
        description = "\(what): \(String(cString: strerror(code)))"
    }
}
