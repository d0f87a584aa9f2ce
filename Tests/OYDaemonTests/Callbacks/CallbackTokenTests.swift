import Glibc
import Testing

@testable import OYDaemon

@Suite struct CallbackTokenTests {
    private func token(_ content: String) throws -> CallbackToken {
        var template = Array("/tmp/oyd-token-XXXXXX".utf8CString)
        let descriptor = template.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) }
        try #require(descriptor >= 0)
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            close(descriptor)
            unlink(path)
        }
        let bytes = Array(content.utf8)
        try #require(write(descriptor, bytes, bytes.count) == bytes.count)
        return try CallbackToken(file: path)
    }

    @Test func onlyTheWholeTokenMatches() throws {
        let token = try token("abcdefghijklmnop\n")
        #expect(token.matches("abcdefghijklmnop"))
        for other in ["", "a", "abcdefghijklmno", "abcdefghijklmnopq", "abcdefghijklmnoP", "bbcdefghijklmnop", "abcdefghijklmnop\n"] {
            #expect(!token.matches(other), "\(other)")
        }
    }

    @Test(arguments: ["short", "abcdefghijklmno/p", "abcdefghijklmno p", "abcdefghijklmnöp", "abcdefgh?ijklmnop"])
    func whatIsNone(content: String) {
        #expect(throws: CallbackToken.Failure.self) { try token(content) }
    }
}
