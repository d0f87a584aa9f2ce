import Gateway
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

@Suite struct CallbackBoundTests {
    private func at(_ milliseconds: Int64) -> MonotonicInstant { MonotonicInstant(nanoseconds: milliseconds * 1_000_000) }

    @Test func aBucketFillsWithTime() {
        var bucket = TokenBucket()
        let rate = Rate(2, per: .seconds(1))
        func take(_ milliseconds: Int64...) -> [Bool] { milliseconds.map { bucket.take(of: rate, at: at($0)) == nil } }
        #expect(take(0, 0, 0, 0) == [true, true, false, false])
        #expect(take(499, 500, 500) == [false, true, false])
        #expect(take(1_000_000, 1_000_000, 1_000_000) == [true, true, false])
        #expect(take(0) == [false], "a clock that goes back gives nothing")
    }

    /// Attack: a stranger knocks a thousand times a second.
    @Test func refusalsAreFolded() {
        var refusals = CallbackRefusals()
        func refuse(_ reason: CallbackRefusals.Reason, _ source: String, _ milliseconds: Int64) -> CallbackRefusals.Report? {
            refusals.refused(reason, from: source, at: at(milliseconds))
        }
        #expect(refuse(.token, "1.1.1.1", 0) == .init(reason: .token, source: "1.1.1.1", more: 0))
        #expect((1...1_000).allSatisfy { refuse(.token, "2.2.2.2", $0) == nil })
        #expect(refuse(.source, "3.3.3.3", 5) != nil, "each kind is told of")
        #expect(refuse(.token, "4.4.4.4", 60_000) == .init(reason: .token, source: "4.4.4.4", more: 1_000))
        #expect(refuse(.token, "5.5.5.5", 60_001) == nil)
        let rest = [refusals.rest(), refusals.rest()]
        #expect(rest == [[.init(reason: .token, source: "5.5.5.5", more: 1)], []])
    }
}
