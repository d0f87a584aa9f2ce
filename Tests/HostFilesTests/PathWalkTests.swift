import Glibc
import TestSupport
import Testing

@testable import HostFiles

/// Who could exchange a file on the way to it.
@Suite struct PathWalkTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    @Test("A way that only root and this user can change is trusted, below a sticky /tmp too")
    func trusted() throws {
        let path = try folder.write("key", "k")
        let way = PathWalk(following: path)
        #expect(way.problem == nil)
        #expect(way.end == path)
        #expect(way.entries.last == .init(directory: folder.path, name: "key"))
    }

    @Test("A folder in which others can write is not", arguments: [mode_t(0o777), 0o772, 0o707])
    func writable(mode: mode_t) throws {
        try folder.makeFolder("open", mode: mode)
        try folder.write("open/key", "k")
        let problem = PathWalk(following: folder["open/key"]).problem
        #expect(problem == "\(folder["open"]) has mode 0\(String(mode, radix: 8)): others can exchange what is in it")
    }

    @Test("Nor where the name in it begins with an accent, which makes another character of the slash")
    func accent() throws {
        try folder.makeFolder("open", mode: 0o777)
        try folder.write("open/\u{301}key", "k")
        try folder.link("link", to: "open/\u{301}key")
        for path in ["open/\u{301}key", "link"] {
            #expect(PathWalk(following: folder[path]).problem?.contains("/open has mode") == true, "\(path)")
        }
        #expect(PathParts("/run/\u{301}oyd.sock").folder == "/run")
    }

    @Test("Nor is one in which a group can, root's too")
    func groupWritable() throws {
        try folder.makeFolder("group", mode: 0o770)
        try folder.write("group/key", "k")
        try #require(chown(folder["group"], geteuid(), getegid()) == 0)
        #expect(PathWalk(following: folder["group/key"]).problem?.contains("/group has mode 0770") == true)
        #expect(Directory.whyOthersCanExchange(folder["group"]) != nil)
    }

    @Test("Nor is one of another user, or a link of his", .enabled(if: geteuid() == 0))
    func owner() throws {
        try folder.makeFolder("theirs")
        try folder.write("theirs/key", "k")
        try #require(chown(folder["theirs"], 12_345, 0) == 0)
        #expect(PathWalk(following: folder["theirs/key"]).problem?.contains("belongs to uid 12345") == true)
        try folder.write("key", "k")
        try folder.link("link", to: "key")
        #expect(PathWalk(following: folder["link"]).problem == nil)
        try #require(lchown(folder["link"], 12_345, 0) == 0)
        #expect(PathWalk(following: folder["link"]).problem?.contains("belongs to uid 12345") == true)
    }

    @Test("An open folder behind a link counts, and so does one on the way to the link")
    func behindLinks() throws {
        try folder.makeFolder("open", mode: 0o777)
        try folder.write("open/key", "k")
        try folder.link("link", to: "open/key")
        #expect(PathWalk(following: folder["link"]).problem?.contains("/open has mode") == true)
        try folder.write("key", "k")
        try folder.link("open/link", to: "../key")
        #expect(PathWalk(following: folder["open/link"]).problem?.contains("/open has mode") == true)
    }

    @Test("Every entry that decides is named, as Kubernetes lays secrets out")
    func kubernetes() throws {
        try folder.makeFolder("..2026_1")
        try folder.write("..2026_1/key", "k")
        try folder.link("..data", to: "..2026_1")
        try folder.link("key", to: "..data/key")
        let way = PathWalk(following: folder["key"])
        #expect(way.problem == nil)
        #expect(way.end == folder["..2026_1/key"])
        let names = way.entries.filter { $0.directory.hasPrefix(folder.path) }.map(\.name)
        #expect(names == ["key", "..data", "..2026_1", "key"])
    }

    @Test("Dots are followed as the kernel does")
    func dots() throws {
        try folder.makeFolder("a/b")
        let key = try folder.write("key", "k")
        #expect(PathWalk(following: "\(folder.path)/./a/b/../../key").end == key)
    }

    @Test("Links without end, a missing file and a relative path are problems, and the way so far is known")
    func broken() throws {
        try folder.link("loop", to: "loop")
        #expect(PathWalk(following: folder["loop"]).problem?.contains("too many symbolic links") == true)
        let missing = PathWalk(following: folder["none/key"])
        #expect(missing.problem == "No such file or directory")
        #expect(missing.entries.last == .init(directory: folder.path, name: "none"))
        #expect(PathWalk(following: "key").problem == "is not an absolute path")
    }
}
