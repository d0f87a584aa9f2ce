import Glibc
import Testing

@testable import OYDaemon

/// Lines come out whole, in their order, and all of them.
@Suite struct LogOutputTests {
    /// An output into a pipe, and what can be read there without waiting.
    private struct Pipe {
        let output: LogOutput
        private let reader: Int32

        init() throws {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            reader = ends[0]
            output = LogOutput(descriptor: ends[1])
            try #require(fcntl(reader, F_SETFL, O_NONBLOCK) == 0)
        }

        func read() -> String {
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = Glibc.read(reader, &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
    }

    @Test func aLineThatIsWrittenTakesThoseThatWaitAlongBeforeIt() throws {
        let pipe = try Pipe()
        pipe.output.add(Array("one\n".utf8))
        pipe.output.add(Array("two\n".utf8))
        pipe.output.write(Array("three\n".utf8))
        #expect(pipe.read() == "one\ntwo\nthree\n")
    }

    @Test func aBufferThatIsFullIsWritten() throws {
        let pipe = try Pipe()
        let line = Array(repeating: UInt8(ascii: "x"), count: 1_023) + [UInt8(ascii: "\n")]
        for _ in 0..<Limits.logBytes / line.count { pipe.output.add(line) }
        #expect(pipe.read().utf8.count == Limits.logBytes)
    }

    @Test(.timeLimit(.minutes(1))) func aLineThatWaitsIsWrittenWithoutAnother() async throws {
        let pipe = try Pipe()
        pipe.output.add(Array("one\n".utf8))
        var seen = ""
        while seen.isEmpty {
            await Task.yield()
            seen = pipe.read()
        }
        #expect(seen == "one\n")
    }
}
