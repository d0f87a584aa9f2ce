import Glibc
import HostFiles
import Synchronization
import TestSupport
import Testing

@testable import OYDaemon

/// Which changes of a folder are told.
@Suite(.timeLimit(.minutes(1))) struct DirectoryWatchTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
        try folder.write("key", "1")
        try folder.write("other", "1")
    }

    private func watched(_ change: (TemporaryDirectory) throws -> Void) async throws {
        let (changes, continuation) = AsyncStream.makeStream(of: Void.self)
        let watch = try #require(DirectoryWatch { continuation.yield() })
        watch.watch([PathWalk.Entry(directory: folder.path, name: "key")])
        // What is not watched is not told: this would be the first to be.
        try folder.replace("other", with: "2")
        try change(folder)
        var iterator = changes.makeAsyncIterator()
        _ = await iterator.next()
        withExtendedLifetime(watch) {}
    }

    @Test func aFileThatIsReplaced() async throws {
        try await watched { try $0.replace("key", with: "2") }
    }

    @Test func aFileThatIsWrittenInPlace() async throws {
        try await watched { try $0.write("key", "2") }
    }

    @Test func aFileThatIsRemoved() async throws {
        try await watched { #expect(unlink($0["key"]) == 0) }
    }

    @Test func aFileThatGetsOtherRights() async throws {
        try await watched { #expect(chmod($0["key"], 0o644) == 0) }
    }

    @Test func aFolderThatGoes() async throws {
        try folder.makeFolder("inner")
        let (changes, continuation) = AsyncStream.makeStream(of: Void.self)
        let watch = try #require(DirectoryWatch { continuation.yield() })
        watch.watch([PathWalk.Entry(directory: folder["inner"], name: "key")])
        #expect(rmdir(folder["inner"]) == 0)
        var iterator = changes.makeAsyncIterator()
        _ = await iterator.next()
        withExtendedLifetime(watch) {}
    }

    @Test func otherFilesAreNobodysBusiness() async throws {
        let (changes, continuation) = AsyncStream.makeStream(of: Int.self)
        let number = Counter()
        let watch = try #require(DirectoryWatch { continuation.yield(number.next()) })
        watch.watch([PathWalk.Entry(directory: folder.path, name: "key")])
        for _ in 0..<100 { try folder.replace("other", with: "x") }
        try folder.replace("key", with: "2")
        var iterator = changes.makeAsyncIterator()
        #expect(await iterator.next() == 1)
        // Watches that were taken off tell nothing, the kernel's own farewell included.
        watch.watch([PathWalk.Entry(directory: folder["none"], name: "key")])
        try folder.replace("key", with: "3")
        watch.watch([PathWalk.Entry(directory: folder.path, name: "other")])
        try folder.replace("other", with: "y")
        _ = await iterator.next()
        withExtendedLifetime(watch) {}
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
