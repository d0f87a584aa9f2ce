import Foundation
import Testing

/// What `oyd-verify.service` runs each night, run here beside a daemon that pays meanwhile.
@Suite(
    .serialized, .showsPrograms, .stage,
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3"), "sqlite3 is not installed: no copy is made"))
struct NightlyVerificationTests: StagedSuite {
    /// The unit's commands, with the ledger, the copy and the programs where they are here.
    private func commands(copyingTo copy: String, from ledger: String) throws -> [String] {
        let unit = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("deploy/oyd-verify.service")
        return try String(contentsOf: unit, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("ExecStartPre=") || $0.hasPrefix("ExecStart=") }
            .map { line in
                String(line.drop { $0 != "=" }.dropFirst()).replacing("/var/lib/oyd/ledger.db", with: ledger)
                    .replacing("/var/cache/oyd-verify/ledger.db", with: copy).replacing("/usr/bin/oyctl", with: Binary.oyctl.path)
            }
    }

    @Test func `the copy ends while the daemon commits, and its chain holds`() async throws {
        let (gateway, directory) = (try gateway, try stage.directory)
        for number in 0..<200 { try await gateway.call("Remit", .payout("before-\(number)")) }
        let paying = Task {
            for number in 0... {
                if Task.isCancelled { break }
                try await gateway.call("Remit", .payout("meanwhile-\(number)"))
            }
        }
        defer { paying.cancel() }
        var last: ProgramRun?
        for command in try commands(copyingTo: directory["copy.db"], from: directory["ledger.db"]) {
            last = try await ProgramRun.of("/bin/sh", ["-c", command])
            try #require(last?.status == .exited(0), "\(command)\n\(String(describing: last))")
        }
        #expect(last?.output.contains("The chain holds") == true, "\(String(describing: last))")
    }

    @Test func `a ledger that is not there fails it, and none is made`() async throws {
        let directory = try TemporaryDirectory()
        let first = try #require(try commands(copyingTo: directory["copy.db"], from: directory["ledger.db"]).first)
        #expect(try await ProgramRun.of("/bin/sh", ["-c", first]).status != .exited(0))
        #expect(!directory.contains("ledger.db"))
    }
}
