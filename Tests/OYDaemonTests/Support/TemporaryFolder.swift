import Foundation
import Testing

/// A folder of a test's own, gone when the last reference is.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/oyd-tests-XXXXXX".utf8CString)
        path = try #require(
            template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!).map { String(cString: $0) } })
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    subscript(_ name: String) -> String { "\(path)/\(name)" }

    @discardableResult
    func write(_ name: String, _ text: String, mode: mode_t = 0o600) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: self[name]))
        try #require(chmod(self[name], mode) == 0)
        return self[name]
    }

    @discardableResult
    func makeFolder(_ name: String, mode: mode_t = 0o700) throws -> String {
        try FileManager.default.createDirectory(atPath: self[name], withIntermediateDirectories: true)
        try #require(chmod(self[name], mode) == 0)
        return self[name]
    }

    /// Makes a link, or turns one that is there, in one step as Kubernetes does.
    func link(_ name: String, to target: String) throws {
        let new = self["\(name).new"]
        try #require(symlink(target, new) == 0)
        try #require(rename(new, self[name]) == 0)
    }

    /// Puts a new file in the place of another, in one step.
    func replace(_ name: String, with text: String) throws {
        try write("\(name).new", text)
        try #require(rename(self["\(name).new"], self[name]) == 0)
    }
}
