import Dispatch
import Gateway
import Glibc
import Logging
import Testing

@testable import OYDaemon

/// Lines come out whole and in their order, and nobody waits for whoever reads them.
@Suite struct LogOutputTests {
    private func line(_ message: String) -> LogLine {
        LogLine(.text, .info, message, at: WallTime(milliseconds: 0))
    }

    private func messages(_ text: String) -> [String] {
        text.split(separator: "\n").map { String($0.split(separator: " ", maxSplits: 2).last ?? "") }
    }

    @Test func aLineThatIsWrittenTakesThoseThatWaitAlongBeforeIt() throws {
        let pipe = try WrittenLog()
        pipe.output.add(line("one"))
        pipe.output.add(line("two"))
        pipe.output.write(line("three"))
        pipe.output.flush(within: .seconds(60))
        #expect(messages(pipe.read()) == ["one", "two", "three"])
    }

    @Test(.timeLimit(.minutes(1))) func aBufferThatIsFullIsWritten() async throws {
        let pipe = try WrittenLog()
        let long = String(repeating: "x", count: 1_000)
        for _ in 0...Limits.logBytes / 1_000 { pipe.output.add(line(long)) }
        var seen = 0
        while seen < Limits.logBytes {
            await Task.yield()
            seen += pipe.read().utf8.count
        }
    }

    @Test(.timeLimit(.minutes(1))) func aLineThatWaitsIsWrittenWithoutAnother() async throws {
        let pipe = try WrittenLog()
        pipe.output.add(line("one"))
        var seen = ""
        while seen.isEmpty {
            await Task.yield()
            seen = pipe.read()
        }
        #expect(messages(seen) == ["one"])
    }

    /// A pipe takes 64 KiB; then its writer waits for a reader that never comes.
    @Test(.timeLimit(.minutes(1))) func whereNobodyReadsLinesAreLostAndToldOf() throws {
        let pipe = try WrittenLog()
        let long = String(repeating: "x", count: 1_000)
        let count = 3 * Limits.logBacklogBytes / 1_000
        for _ in 0..<count { pipe.output.write(line(long)) }
        let lost = pipe.output.lostLines
        #expect(lost > 0)
        var seen: [String] = []
        var rest = ""
        while seen.last?.hasSuffix("lines=\(lost)") != true {
            rest += pipe.read()
            guard let end = rest.lastIndex(of: "\n") else { continue }
            seen += messages(String(rest[...end]))
            rest = String(rest[rest.index(after: end)...])
        }
        #expect(seen.count == count - lost + 1)
        #expect(seen.last?.contains("Lines of the log were lost") == true)
    }
}
