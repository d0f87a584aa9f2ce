import Testing

@testable import HostFiles

/// Paths as the kernel takes them apart.
@Suite struct PathPartsTests {
    @Test(arguments: [
        ("/run/oyd/oyd.sock", "/run/oyd", "oyd.sock"), ("/oyd.sock", "/", "oyd.sock"), ("/", "/", ""), ("oyd.sock", ".", "oyd.sock"),
        ("run/oyd.sock", "run", "oyd.sock"), ("/run/", "/run", ""), ("/run/\u{301}oyd.sock", "/run", "\u{301}oyd.sock"),
    ])
    func `a path's folder and name`(path: String, folder: String, name: String) {
        let parts = PathParts(path)
        #expect(Array(parts.folder.utf8) == Array(folder.utf8))
        #expect(Array(parts.name.utf8) == Array(name.utf8))
    }

    @Test func `a relative path begins at the working directory`() throws {
        #expect(PathParts.absolute("/a/b") == "/a/b")
        let path = try #require(PathParts.absolute("a/b"))
        #expect(PathParts.isAbsolute(path) && path.hasSuffix("/a/b"))
    }
}
