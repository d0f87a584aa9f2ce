import Dispatch
import Gateway
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

    @Test func aLineThatIsWrittenTakesThoseThatWaitAlongBeforeIt() async throws {
        let pipe = try WrittenLog()
        pipe.output.add(line("one"))
        pipe.output.add(line("two"))
        pipe.output.write(line("three"))
        #expect(messages(try await pipe.read { $0.hasSuffix("three\n") }) == ["one", "two", "three"])
    }

    @Test func aBufferThatIsFullIsWritten() async throws {
        let pipe = try WrittenLog()
        let long = String(repeating: "x", count: 1_000)
        for _ in 0...Limits.logBytes / 1_000 { pipe.output.add(line(long)) }
        #expect(try await pipe.read { $0.utf8.count >= Limits.logBytes }.hasSuffix("x\n"))
    }

    @Test func aLineThatWaitsIsWrittenWithoutAnother() async throws {
        let pipe = try WrittenLog(delay: .milliseconds(1))
        pipe.output.add(line("one"))
        #expect(messages(try await pipe.read { $0.hasSuffix("\n") }) == ["one"])
    }

    /// A pipe takes 64 KiB; then its writer waits for a reader that never comes.
    @Test func whereNobodyReadsLinesAreLostAndToldOf() async throws {
        let pipe = try WrittenLog()
        let long = String(repeating: "x", count: 1_000)
        let count = 3 * Limits.logBacklogBytes / 1_000
        for _ in 0..<count { pipe.output.write(line(long)) }
        let lost = pipe.output.lostLines
        #expect(lost > 0)
        func told(_ text: String) -> [Int] {
            text.split(separator: "\n").filter { $0.contains("Lines of the log were lost") }
                .compactMap { $0.split(separator: "lines=").last.flatMap { Int($0) } }
        }
        // Told once for each time that somebody read again.
        let seen = try await pipe.read { $0.hasSuffix("\n") && told($0).reduce(0, +) == lost }
        #expect(messages(seen).filter { $0 == long }.count == count - lost)
    }

    @Test("To the journal each line tells its priority in front, whatever its form", arguments: [
        (Logger.Level.critical, "<2>"), (.error, "<3>"), (.warning, "<4>"), (.notice, "<5>"), (.info, "<6>"), (.debug, "<7>"), (.trace, "<7>"),
    ])
    func priority(level: Logger.Level, mark: String) async throws {
        for (format, start) in [(Configuration.Log.Format.text, "1970"), (.json, #"{"time":"1970"#)] {
            let pipe = try WrittenLog(isJournal: true)
            pipe.output.add(LogLine(format, level, "one", at: WallTime(milliseconds: 0)))
            pipe.output.write(LogLine(format, level, "two", at: WallTime(milliseconds: 0)))
            let lines = try await pipe.read { $0.contains("two") }.split(separator: "\n")
            #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix(mark + start) }, "\(lines)")
        }
    }

    @Test func thatLinesWereLostIsAnErrorToTheJournal() async throws {
        let pipe = try WrittenLog(isJournal: true)
        let long = String(repeating: "x", count: 1_000)
        for _ in 0..<3 * Limits.logBacklogBytes / 1_000 { pipe.output.write(line(long)) }
        let seen = try await pipe.read { $0.contains("Lines of the log were lost") }
        let lines = seen.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix($0.contains("were lost") ? "<3>" : "<6>") })
    }

    /// Calls that went well are many; an alarm is said once.
    @Test func linesThatMayWaitLeaveRoomForOthers() async throws {
        let pipe = try WrittenLog()
        let long = String(repeating: "x", count: 1_000)
        for _ in 0..<2 * Limits.logBacklogBytes / 1_000 { pipe.output.add(line(long)) }
        let lost = pipe.output.lostLines
        #expect(lost > 0)
        // Longer than what was lost last, so that it can't be a gap that it fits into.
        let alarm = long + "alarm"
        pipe.output.write(line(alarm))
        #expect(pipe.output.lostLines == lost)
        #expect(messages(try await pipe.read { $0.contains("alarm\n") }).contains(alarm))
    }
}
