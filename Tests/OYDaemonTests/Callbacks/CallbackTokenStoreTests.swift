import TestSupport
import Testing

@testable import OYDaemon

/// How the callback token is exchanged.
@Suite struct CallbackTokenStoreTests {
    private let folder: TemporaryDirectory
    private let store: CallbackTokenStore

    init() throws {
        folder = try TemporaryDirectory()
        store = try CallbackTokenStore(file: folder.write("token", "first-0123456789"))
    }

    @Test("A new token takes the old one's place, and only a new one is news")
    func replaced() throws {
        #expect(store.refresh(looked: { _ in }) == .none)
        try folder.replace("token", with: "second-0123456789\n")
        #expect(store.refresh(looked: { _ in }) == .replaced(wereUnusable: false))
        #expect(store.current.matches("second-0123456789"))
        #expect(!store.current.matches("first-0123456789"))
        #expect(store.refresh(looked: { _ in }) == .none)
    }

    @Test("A token that can't be used leaves the old one, and is told of once")
    func refused() throws {
        for (bad, mode) in [("short", 0o600), ("open-to-all-0123456789", 0o644)] as [(String, UInt32)] {
            try folder.write("token", bad, mode: mode)
            guard case .refused(let problem) = store.refresh(looked: { _ in }) else {
                Issue.record("\(bad) was taken")
                return
            }
            #expect(!problem.contains(bad))
            #expect(store.refresh(looked: { _ in }) == .none)
            #expect(store.current.matches("first-0123456789"))
        }
        try folder.write("token", "first-0123456789")
        #expect(store.refresh(looked: { _ in }) == .recovered)
        #expect(store.refresh(looked: { _ in }) == .none)
    }
}
