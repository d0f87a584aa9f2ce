import Foundation
import TestSupport
import Testing

/// What systemd's journal takes the priority of a line from, where it reads standard error.
@Suite(.serialized, .ownProcesses) struct JournalTests {
    /// Starts a program whose standard error is the journal's, as far as it can tell, or whose variable is of another stream.
    private static func through(_ isJournal: Bool) -> [String] {
        let stream = "$(stat -L -c %d:%i /proc/self/fd/2)"
        return ["/bin/sh", "-c", "export JOURNAL_STREAM=\(stream)\(isJournal ? "" : "0"); exec \"$@\"", "sh"]
    }

    private static let marks = ["CRITICAL": "<2>", "ERROR": "<3>", "WARNING": "<4>", "NOTICE": "<5>", "INFO": "<6>", "DEBUG": "<7>"]

    @Test(arguments: [true, false]) func `each line is marked with its level, for the journal only`(isJournal: Bool) async throws {
        let directory = try TemporaryDirectory()
        let configuration = try OYDConfiguration(in: directory)
        let daemon = try await DaemonProcess(configuration, through: Self.through(isJournal))
        try await daemon.process.whileRunning {
            let client = try await daemon.connect()
            try await client.call("WhoAmI")
            await #expect(throws: (any Error).self) { try await client.call("Remit") }
            try await daemon.process.standardError.line(containing: "code=INVALID_ARGUMENT")
            try await daemon.reload()
            try directory.write("oyd.yaml", configuration.yaml + "metrix: {}\n")
            try await daemon.reload()
        }
        let lines = try await daemon.process.standardError.whole().split(separator: "\n")
        var levels: Set<String> = []
        for line in lines {
            let parts = try #require(line.firstMatch(of: #/^(<\d>)?2\S+Z ([A-Z]+) /#), "\(line)")
            levels.insert(String(parts.2))
            #expect(parts.1.map(String.init) == (isJournal ? Self.marks[String(parts.2)] : nil), "\(line)")
        }
        #expect(levels.isSuperset(of: ["ERROR", "WARNING", "NOTICE", "INFO"]), "\(lines)")
    }

    @Test(arguments: [true, false], [[], ["--check"]])
    func `why a start fails is an error to the journal, each line of it`(isJournal: Bool, options: [String]) async throws {
        let directory = try TemporaryDirectory()
        let configuration = try OYDConfiguration(in: directory)
        let file = try directory.write("oyd.yaml", configuration.yaml)
        for name in ["username", "api-key"] { try directory.write(name, "") }
        let command = Self.through(isJournal) + [Binary.oyd.path, "--config", file] + options
        let run = try await ProgramRun.of(command[0], Array(command.dropFirst()))
        #expect(run.status == .exited(1), "\(run)")
        let lines = run.errors.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count > 2 && lines.last == "", "\(run)")
        for line in lines.dropLast() { #expect(line.hasPrefix("<3>") == isJournal && !line.dropFirst(3).hasPrefix("<"), "\(line)") }
        #expect(lines[0].hasPrefix(isJournal ? "<3>Error: " : "Error: "), "\(run)")
    }
}
