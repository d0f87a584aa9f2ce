import Gateway
import TestSupport
import Testing
import Upstream

@testable import OYDaemon

/// How credentials are exchanged (docs/threat-model.md).
@Suite struct CredentialStoreTests {
    private let folder: TemporaryDirectory
    private let files: Configuration.CredentialFiles

    init() throws {
        folder = try TemporaryDirectory()
        files = .init(usernameFile: try folder.write("username", "user-1"), apiKeyFile: try folder.write("api-key", "key-1\n"))
    }

    private func store() throws -> CredentialStore {
        try CredentialStore(files, for: BaseURL("https://oy.example"), at: WallTime(milliseconds: 1))
    }

    private func refresh(_ store: CredentialStore) -> FileChange {
        store.refresh(at: WallTime(milliseconds: 2)) { _ in }
    }

    private func key(_ store: CredentialStore) -> String {
        store.current.apiKey.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    private func user(_ store: CredentialStore) -> String {
        store.current.username.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test("Files that hold what is in force change nothing, not even the time")
    func same() throws {
        let store = try store()
        try folder.replace("api-key", with: "key-1\r\n")
        #expect(refresh(store) == .none)
        #expect(store.loadedAt == WallTime(milliseconds: 1))
    }

    @Test("A new key takes the old one's place, and says when")
    func replaced() throws {
        let store = try store()
        try folder.replace("api-key", with: "key-2")
        #expect(refresh(store) == .replaced(wereUnusable: false))
        #expect(key(store) == "key-2")
        #expect(store.loadedAt == WallTime(milliseconds: 2))
        #expect(refresh(store) == .none)
    }

    @Test("The key that was exchanged last is kept beside the present one, to be masked")
    func previous() throws {
        let store = try store()
        func previous() -> String? { store.current.previousKey?.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
        #expect(previous() == nil)
        try folder.replace("api-key", with: "key-2")
        #expect(refresh(store) == .replaced(wereUnusable: false))
        #expect(previous() == "key-1")
        #expect(refresh(store) == .none)
        try folder.replace("username", with: "user-2")
        #expect(refresh(store) == .replaced(wereUnusable: false))
        #expect(previous() == "key-1", "the key is the same")
        try folder.replace("api-key", with: "key-3")
        #expect(refresh(store) == .replaced(wereUnusable: false))
        #expect(previous() == "key-2", "key-1 is dropped")
    }

    @Test("A link that is turned brings both at once")
    func link() throws {
        for number in 1...2 {
            try folder.makeFolder("..\(number)")
            try folder.write("..\(number)/username", "user-\(number)")
            try folder.write("..\(number)/api-key", "key-\(number)")
        }
        try folder.link("..data", to: "..1")
        let store = try CredentialStore(
            .init(usernameFile: folder["..data/username"], apiKeyFile: folder["..data/api-key"]), for: BaseURL("https://oy.example"),
            at: WallTime(milliseconds: 1))
        try folder.link("..data", to: "..2")
        #expect(refresh(store) == .replaced(wereUnusable: false))
        #expect(user(store) == "user-2")
        #expect(key(store) == "key-2")
    }

    @Test("A bad new file keeps both old ones, complains once, and a good one ends it", arguments: ["", "a b", "two\nlines"])
    func bad(content: String) throws {
        let store = try store()
        try folder.replace("username", with: "user-2")
        try folder.replace("api-key", with: content)
        guard case .refused(let problem) = refresh(store) else {
            Issue.record("it was not refused")
            return
        }
        #expect(problem.contains(folder["api-key"]))
        #expect(!problem.contains("lines"))
        #expect(user(store) == "user-1" && key(store) == "key-1", "one half of a new pair is not taken")
        #expect(refresh(store) == .none)
        try folder.replace("api-key", with: "key-2")
        #expect(refresh(store) == .replaced(wereUnusable: true))
        #expect(user(store) == "user-2" && key(store) == "key-2")
    }

    @Test("A loose mode is refused, and what was there before is welcome again")
    func recovered() throws {
        let store = try store()
        try folder.write("api-key", "key-1", mode: 0o644)
        guard case .refused = refresh(store) else {
            Issue.record("it was not refused")
            return
        }
        try folder.write("api-key", "key-1")
        #expect(refresh(store) == .recovered)
        #expect(refresh(store) == .none)
        #expect(store.loadedAt == WallTime(milliseconds: 1))
    }

    @Test("Both files are complained about, not only the first")
    func both() throws {
        let findings = #expect(throws: Findings.self) {
            _ = try CredentialStore(
                .init(usernameFile: folder["a"], apiKeyFile: folder["b"]), for: BaseURL("https://oy.example"),
                at: WallTime(milliseconds: 1))
        }
        #expect(findings?.all == ["\(folder["a"]): No such file or directory", "\(folder["b"]): No such file or directory"])
    }
}
