import Contract
import Foundation
import TestSupport
import Testing

/// What `oyd-verify.service` runs each night, run here beside a daemon that pays meanwhile.
@Suite(.serialized, .showsPrograms, .stage, SQLiteProgram.isNeeded)
struct NightlyVerificationTests: StagedSuite {
    /// The unit's commands, with the ledger, the copy and the programs where they are here.
    private func commands(copyingTo copy: String, from ledger: String) throws -> [String] {
        let unit = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("deploy/oyd-verify.service")
        return try String(contentsOf: unit, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("ExecStartPre=") || $0.hasPrefix("ExecStart=") }
            .map { line in
                String(line.drop { $0 != "=" }.dropFirst()).replacing("/var/lib/oyd/ledger.db", with: ledger)
                    .replacing("/var/lib/oyd-verify/head", with: copy + ".head")
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
            // The journal is to have the chain's head, and nothing that says nothing.
            #expect(command.contains("audit verify") || last.map { $0.output + $0.errors } == "", "\(command)\n\(String(describing: last))")
        }
        #expect(last?.output.contains("The chain holds") == true, "\(String(describing: last))")
    }

    /// An end that is cut off leaves a chain that holds.
    @Test func `the head of one night must be passed through in the next`() async throws {
        let directory = try TemporaryDirectory()
        let (old, new, head) = (directory["old.db"], directory["new.db"], directory["head"])
        let gateway = try gateway
        func copy(to path: String) async throws {
            let run = try await ProgramRun.of(
                "/usr/bin/sqlite3", [try stage.directory["ledger.db"], "BEGIN", "SELECT count(*) FROM sqlite_schema", ".backup \(path)"])
            try #require(run.status == .exited(0), "\(run)")
        }
        func verify(_ path: String) async throws -> ProgramRun {
            try await ProgramRun.of(.oyctl, ["audit", "verify", "--payouts", "--remember", head, path])
        }
        try await gateway.call("Remit", .payout("one-night"))
        try await copy(to: old)
        #expect(try await verify(old).status == .exited(0))
        let kept = try String(contentsOfFile: head, encoding: .utf8)
        try await gateway.call("Remit", .payout("the-next"))
        try await copy(to: new)
        let run = try await verify(new)
        #expect(run.status == .exited(0) && run.output.contains("and passes through \(kept.dropLast())"), "\(run)")
        let newer = try String(contentsOfFile: head, encoding: .utf8)
        #expect(newer != kept)
        // The older ledger in the newer one's place.
        #expect(try await verify(old).status == .exited(1))
        #expect(try String(contentsOfFile: head, encoding: .utf8) == newer, "what did not hold is not kept")
        try directory.write("head", "nonsense")
        #expect(try await verify(new).status == .exited(2))
    }

    /// Rule 5: a daemon that is started meanwhile does not wait for the copy.
    @Test func `the daemon is killed and started again during the copy, and pays`() async throws {
        try await Backstage.with { backstage in
            let directory = backstage.directory
            let first = try await backstage.start()
            let copying = try await first.process.whileRunning {
                let gateway = try await first.connect()
                for number in 0..<20 { try await gateway.call("Remit", .payout("before-\(number)")) }
                // The unit's own command, held between its first look and the copy.
                let copy = try #require(
                    try commands(copyingTo: directory["copy.db"], from: directory["ledger.db"]).first { $0.contains(".backup") })
                let hold = ".shell echo begun; until test -e \(directory["end"]); do sleep 0.05; done"
                let copying = try ChildProcess(
                    "/bin/sh", ["-c", "exec " + copy.replacing("\".backup", with: "\"\(hold)\" \".backup")])
                try await copying.standardOutput.line(containing: "begun")
                try await gateway.call("Remit", .payout("behind-the-copy"))
                try await first.process.endAtOnce()
                return copying
            }

            let next = try await backstage.start()
            try await next.process.whileRunning {
                try await next.process.standardError.line(containing: "Another program reads the ledger")
                let gateway = try await next.connect()
                #expect(try await gateway.call("Remit", .payout("behind-the-copy")).integer("state") != 2, "UNKNOWN")
                try await gateway.call("Remit", .payout("meanwhile"))
                #expect(copying.isRunning)
                try directory.write("end", "")
                #expect(try await copying.exitStatus() == .exited(0), "\(copying.standardError.text)")
            }
            let head = try await ProgramRun.of(.oyctl, ["audit", "verify", "--payouts", directory["copy.db"]])
            #expect(head.status == .exited(0), "\(head)")
            let whole = try await ProgramRun.of(.oyctl, ["audit", "verify", "--payouts", directory["ledger.db"]])
            #expect(whole.status == .exited(0), "\(whole)")
        }
    }

    @Test func `a ledger that is not there fails it, and none is made`() async throws {
        let directory = try TemporaryDirectory()
        let first = try #require(try commands(copyingTo: directory["copy.db"], from: directory["ledger.db"]).first)
        let run = try await ProgramRun.of("/bin/sh", ["-c", first])
        #expect(run.status == .exited(1) && run.errors == "\(directory["ledger.db"]) is missing or empty\n", "\(run)")
        #expect(!directory.contains("ledger.db"))
    }
}
