import Glibc
import TestSupport
import Testing
import Upstream

@testable import OYDaemon

/// Which files may hold a secret (docs/threat-model.md).
@Suite struct CredentialFileTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func read(_ content: String, mode: mode_t = 0o600) throws -> [UInt8] {
        let path = try directory.write("key", content, mode: mode)
        return try CredentialFile.read(path).withUnsafeBytes(Array.init)
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
        let path = try directory.write("key", "s3cr3t", mode: mode)
        let found = problem(path) ?? "nothing"
        #expect(found.contains("mode 0\(String(mode, radix: 8))"))
        #expect(!found.contains("s3cr3t"))
    }

    @Test("Modes that keep the others out", arguments: [mode_t(0o400), 0o600, 0o700])
    func goodModes(mode: mode_t) throws {
        #expect(try read("key", mode: mode) == Array("key".utf8))
    }

    @Test("An empty file, or one of line ends, holds no secret", arguments: ["", "\n", "\r\n\n"])
    func empty(content: String) throws {
        let path = try directory.write("key", content)
        #expect(problem(path) == "is empty")
    }

    @Test("The largest secret is read, a larger file is refused")
    func size() throws {
        let largest = String(repeating: "k", count: Limits.credentialFileBytes)
        #expect(try read(largest).count == Limits.credentialFileBytes)
        let larger = try directory.write("key", largest + "k")
        #expect(problem(larger)?.contains("larger") == true)
        let huge = try directory.write("huge", String(repeating: "k", count: 1_000_000))
        #expect(problem(huge)?.contains("larger") == true)
    }

    @Test("A FIFO, a folder and a device are no secrets, and nobody waits for them")
    func notAFile() throws {
        try #require(mkfifo(directory["fifo"], 0o600) == 0)
        #expect(problem(directory["fifo"]) == "is not a plain file")
        #expect(problem(directory.path) == "is not a plain file")
        #expect(problem("/dev/zero") == "is not a plain file")
    }

    @Test("A file that is not there is named")
    func missing() throws {
        #expect(problem(directory["none"]) == "No such file or directory")
    }

    @Test("A symbolic link counts as the file that it leads to, as containers mount secrets")
    func symbolicLink() throws {
        let link = directory["link"]
        try #require(symlink(try directory.write("key", "key"), link) == 0)
        #expect(problem(link) == nil)
        try #require(chmod(directory["key"], 0o644) == 0)
        #expect(problem(link)?.contains("mode 0644") == true)
    }

    @Test("The file of another user is refused", .enabled(if: geteuid() == 0))
    func owner() throws {
        let path = try directory.write("key", "key")
        try #require(chown(path, 12_345, 0) == 0)
        #expect(problem(path)?.contains("belongs to uid 12345") == true)
    }
}
