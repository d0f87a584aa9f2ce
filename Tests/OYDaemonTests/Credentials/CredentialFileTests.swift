import Glibc
import Testing
import Upstream

@testable import OYDaemon

/// Which files may hold a secret (docs/threat-model.md).
@Suite struct CredentialFileTests {
    private func read(_ content: String, mode: mode_t = 0o600) throws -> [UInt8] {
        try withDirectory { directory in
            let path = try write(content, to: "\(directory)/key", mode: mode)
            return try CredentialFile.read(path).withUnsafeBytes(Array.init)
        }
    }

    /// Why the file is refused; nil where it is not.
    private func problem(_ path: String) -> String? {
        do throws(CredentialFile.Failure) {
            _ = try CredentialFile.read(path)
            return nil
        } catch {
            #expect(error.path == path)
            return error.problem
        }
    }

    @Test("Trailing line ends are not part of the secret; everything else is", arguments: [
        ("key", "key"), ("key\n", "key"), ("key\r\n", "key"), ("key\n\n\r\n", "key"), (" key \n", " key "), ("\nkey", "\nkey"),
        ("k\ney", "k\ney"),
    ])
    func lineEnds(content: String, secret: String) throws {
        #expect(try read(content) == Array(secret.utf8))
    }

    @Test("Only the owner may reach the file", arguments: [
        mode_t(0o604), 0o640, 0o644, 0o620, 0o602, 0o610, 0o601, 0o666, 0o777,
    ])
    func modes(mode: mode_t) throws {
        try withDirectory { directory in
            let path = try write("s3cr3t", to: "\(directory)/key", mode: mode)
            let found = problem(path) ?? "nothing"
            #expect(found.contains("mode 0\(String(mode, radix: 8))"))
            #expect(!found.contains("s3cr3t"))
        }
    }

    @Test("Modes that keep the others out", arguments: [mode_t(0o400), 0o600, 0o700])
    func goodModes(mode: mode_t) throws {
        #expect(try read("key", mode: mode) == Array("key".utf8))
    }

    @Test("An empty file, or one of line ends, holds no secret", arguments: ["", "\n", "\r\n\n"])
    func empty(content: String) throws {
        try withDirectory { directory in
            let path = try write(content, to: "\(directory)/key")
            #expect(problem(path) == "is empty")
        }
    }

    @Test("The largest secret is read, a larger file is refused")
    func size() throws {
        let largest = String(repeating: "k", count: Limits.credentialFileBytes)
        #expect(try read(largest).count == Limits.credentialFileBytes)
        try withDirectory { directory in
            let larger = try write(largest + "k", to: "\(directory)/key")
            #expect(problem(larger)?.contains("larger") == true)
            let huge = try write(String(repeating: "k", count: 1_000_000), to: "\(directory)/huge")
            #expect(problem(huge)?.contains("larger") == true)
        }
    }

    @Test("A FIFO, a folder and a device are no secrets, and nobody waits for them")
    func notAFile() throws {
        try withDirectory { directory in
            try #require(mkfifo("\(directory)/fifo", 0o600) == 0)
            #expect(problem("\(directory)/fifo") == "is not a plain file")
            #expect(problem(directory) == "is not a plain file")
            #expect(problem("/dev/zero") == "is not a plain file")
        }
    }

    @Test("A file that is not there is named")
    func missing() throws {
        try withDirectory { directory in
            #expect(problem("\(directory)/none") == "No such file or directory")
        }
    }

    @Test("A symbolic link counts as the file that it leads to, as containers mount secrets")
    func symbolicLink() throws {
        try withDirectory { directory in
            let link = "\(directory)/link"
            try #require(symlink(try write("key", to: "\(directory)/key"), link) == 0)
            #expect(problem(link) == nil)
            try #require(chmod("\(directory)/key", 0o644) == 0)
            #expect(problem(link)?.contains("mode 0644") == true)
        }
    }

    @Test("The file of another user is refused", .enabled(if: geteuid() == 0))
    func owner() throws {
        try withDirectory { directory in
            let path = try write("key", to: "\(directory)/key")
            try #require(chown(path, 12_345, 0) == 0)
            #expect(problem(path)?.contains("belongs to uid 12345") == true)
        }
    }

    // MARK: Files

    private func write(_ content: String, to path: String, mode: mode_t = 0o600) throws -> String {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let bytes = Array(content.utf8)
        try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
        try #require(fchmod(descriptor, mode) == 0)
        return path
    }

    private func withDirectory<Value>(_ body: (String) throws -> Value) throws -> Value {
        var template = Array("/tmp/oyd-credentials-XXXXXX".utf8CString)
        let directory = try #require(template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!).map { String(cString: $0) } })
        defer {
            for name in ["key", "huge", "fifo", "link"] { unlink("\(directory)/\(name)") }
            rmdir(directory)
        }
        return try body(directory)
    }
}
