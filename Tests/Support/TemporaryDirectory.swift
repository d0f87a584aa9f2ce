import Foundation
public import Glibc

/// A folder of a test's own, gone with everything in it when the last reference is. Its path is short: a socket's has at most
/// 107 bytes.
public final class TemporaryDirectory: Sendable {
    public let path: String

    public init() throws {
        var template = Array("/tmp/oy-test-XXXXXX".utf8CString)
        guard let made = template.withUnsafeMutableBufferPointer({ mkdtemp($0.baseAddress!) }) else { throw SystemError("mkdtemp") }
        path = String(cString: made)
        // Tests act as other users too, who must get as far as the socket.
        guard chmod(path, 0o755) == 0 else { throw SystemError("chmod \(path)") }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of what is called so in it.
    public subscript(_ name: String) -> String { "\(path)/\(name)" }

    public func contains(_ name: String) -> Bool {
        var status = stat()
        return lstat(self[name], &status) == 0
    }

    /// Writes a file and gives its path.
    @discardableResult
    public func write(_ name: String, _ text: String, mode: mode_t = 0o600) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: self[name]))
        return try setMode(mode, of: name)
    }

    /// Makes a folder, where there is none yet, and gives its path.
    @discardableResult
    public func makeFolder(_ name: String, mode: mode_t = 0o700) throws -> String {
        try FileManager.default.createDirectory(atPath: self[name], withIntermediateDirectories: true)
        return try setMode(mode, of: name)
    }

    /// Makes a link, or turns one that is there, in one step as Kubernetes does.
    public func link(_ name: String, to target: String) throws {
        let new = "\(name).new"
        guard symlink(target, self[new]) == 0 else { throw SystemError("symlink \(self[new])") }
        try move(new, to: name)
    }

    /// Puts a new file in the place of another, in one step.
    public func replace(_ name: String, with text: String, mode: mode_t = 0o600) throws {
        let new = "\(name).new"
        try write(new, text, mode: mode)
        try move(new, to: name)
    }

    private func move(_ name: String, to other: String) throws {
        guard rename(self[name], self[other]) == 0 else { throw SystemError("rename \(self[name])") }
    }

    private func setMode(_ mode: mode_t, of name: String) throws -> String {
        guard chmod(self[name], mode) == 0 else { throw SystemError("chmod \(self[name])") }
        return self[name]
    }
}
