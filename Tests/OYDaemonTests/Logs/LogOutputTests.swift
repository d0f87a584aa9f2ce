import Glibc
import Testing

@testable import OYDaemon

/// Lines come out whole, in their order, and all of them.
@Suite struct LogOutputTests {
    @Test func aLineThatIsWrittenTakesThoseThatWaitAlongBeforeIt() throws {
        let pipe = try WrittenLog()
        pipe.output.add(Array("one\n".utf8))
        pipe.output.add(Array("two\n".utf8))
        pipe.output.write(Array("three\n".utf8))
        #expect(pipe.read() == "one\ntwo\nthree\n")
    }

    @Test func aBufferThatIsFullIsWritten() throws {
        let pipe = try WrittenLog()
        let line = Array(repeating: UInt8(ascii: "x"), count: 1_023) + [UInt8(ascii: "\n")]
        for _ in 0..<Limits.logBytes / line.count { pipe.output.add(line) }
        #expect(pipe.read().utf8.count == Limits.logBytes)
    }

    @Test(.timeLimit(.minutes(1))) func aLineThatWaitsIsWrittenWithoutAnother() async throws {
        let pipe = try WrittenLog()
        pipe.output.add(Array("one\n".utf8))
        var seen = ""
        while seen.isEmpty {
            await Task.yield()
            seen = pipe.read()
        }
        #expect(seen == "one\n")
    }
}
