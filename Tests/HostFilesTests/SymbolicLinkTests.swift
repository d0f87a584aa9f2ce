import Glibc
import TestSupport
import Testing

@testable import HostFiles

@Suite struct SymbolicLinkTests {
    @Test("A link leads where it says, and what is none, or is no text, nowhere")
    func target() throws {
        let folder = try TemporaryDirectory()
        try folder.link("link", to: "../há")
        try folder.write("file", "f")
        #expect(SymbolicLink.target(of: folder["link"]) == "../há")
        #expect(SymbolicLink.target(of: folder["file"]) == nil)
        #expect(SymbolicLink.target(of: folder["none"]) == nil)
        try #require(symlink([CChar(bitPattern: 0xFF), 0], folder["bytes"]) == 0)
        #expect(SymbolicLink.target(of: folder["bytes"]) == nil)
    }
}
