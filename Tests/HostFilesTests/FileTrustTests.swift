import Glibc
import TestSupport
import Testing

@testable import HostFiles

/// Who could change a file whose word is taken.
@Suite struct FileTrustTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    /// As the working directory leads to it.
    private func relative(_ path: String) throws -> String {
        let here = try #require(getcwd(nil, 0).map { pointer in
            defer { free(pointer) }
            return String(cString: pointer)
        })
        return String(repeating: "../", count: here.split(separator: "/").count) + path.dropFirst()
    }

    @Test("A file of one's own is trusted, by a relative path too")
    func own() throws {
        let path = try folder.write("oyd.yaml", "")
        #expect(FileTrust.problem(with: path) == nil)
        #expect(FileTrust.problem(with: try relative(path)) == nil)
    }

    @Test("A stranger's link is not, by whichever path", .enabled(if: geteuid() == 0))
    func strangersLink() throws {
        try folder.write("mine.yaml", "")
        try folder.makeFolder("sticky", mode: 0o1777)
        try folder.link("sticky/oyd.yaml", to: "../mine.yaml")
        try #require(lchown(folder["sticky/oyd.yaml"], 12_345, 0) == 0)
        for path in [folder["sticky/oyd.yaml"], try relative(folder["sticky/oyd.yaml"])] {
            #expect(FileTrust.problem(with: path)?.description.contains("belongs to uid 12345") == true, "\(path)")
        }
    }

    @Test("What is no plain file can be exchanged without a trace")
    func notPlain() throws {
        try #require(mkfifo(folder["pipe"], 0o600) == 0)
        #expect(FileTrust.problem(with: folder["pipe"]) == .unusable("is not a plain file"))
        #expect(FileTrust.problem(with: folder.path) == .unusable("is not a plain file"))
    }

    @Test("Nor is one believed that is not there")
    func missing() {
        #expect(FileTrust.problem(with: folder["none"]) == .unusable("No such file or directory"))
    }
}
