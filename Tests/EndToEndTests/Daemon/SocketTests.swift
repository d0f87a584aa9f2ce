import Foundation
import TestSupport
import Testing

/// The socket's file: what was left behind is replaced, what is in use is not.
@Suite(.serialized, .ownProcesses) struct SocketTests {
    @Test func `a stale socket file is replaced`() async throws {
        let directory = try TemporaryDirectory()
        let configuration = try OYDConfiguration(in: directory)
        // A daemon that is killed leaves its file behind.
        let killed = try await DaemonProcess(configuration)
        killed.process.signal(SIGKILL)
        #expect(try await killed.process.exitStatus() == .killed(signal: SIGKILL))
        try #require(directory.contains("oyd.sock"))

        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            try await daemon.connect().call("WhoAmI")
        }
        #expect(!directory.contains("oyd.sock"))
    }

    @Test func `a socket that somebody listens on is left alone`() async throws {
        let directory = try TemporaryDirectory()
        let configuration = try OYDConfiguration(in: directory)
        let first = try await DaemonProcess(configuration)
        try await first.process.whileRunning {
            var other = configuration
            other.ledgerPath = directory["other.db"]
            let second = try await ProgramRun.of(.oyd, ["--config", directory.write("other.yaml", other.yaml)])
            #expect(second.status == .exited(1), "\(second)")
            #expect(second.errors.contains("\(configuration.socketPath): another process listens there"), "\(second)")
            #expect(first.process.isRunning)
            try await first.connect().call("WhoAmI")
        }
    }

    @Test func `a ledger that another daemon has open is left alone`() async throws {
        let directory = try TemporaryDirectory()
        let configuration = try OYDConfiguration(in: directory)
        let first = try await DaemonProcess(configuration)
        try await first.process.whileRunning {
            var other = configuration
            other.socketPath = directory["other.sock"]
            let second = try await ProgramRun.of(.oyd, ["--config", directory.write("other.yaml", other.yaml)])
            #expect(second.status == .exited(1), "\(second)")
            #expect(second.errors.contains("\(configuration.ledgerPath): another process has this ledger open"), "\(second)")
            #expect(!directory.contains("other.sock"))
            try await first.connect().call("WhoAmI")
        }
    }

    @Test func `what is no socket is left alone`() async throws {
        let directory = try TemporaryDirectory()
        let configuration = try OYDConfiguration(in: directory)
        try directory.write("oyd.sock", "somebody's notes")
        try directory.write("oyd.yaml", configuration.yaml)
        let run = try await ProgramRun.of(.oyd, ["--config", directory["oyd.yaml"]])
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.contains("something that is not a socket is there"), "\(run)")
        #expect(try String(contentsOfFile: directory["oyd.sock"], encoding: .utf8) == "somebody's notes")
    }

    @Test(arguments: ["0600", "0660", "0666"])
    func `the file has the configured mode`(mode: String) async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        configuration.socketMode = mode
        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            var status = stat()
            #expect(lstat(configuration.socketPath, &status) == 0)
            #expect(String(status.st_mode & 0o777, radix: 8) == String(mode.dropFirst()))
        }
    }

    @Test func `SIGINT ends it as SIGTERM does`() async throws {
        let directory = try TemporaryDirectory()
        let daemon = try await DaemonProcess(OYDConfiguration(in: directory))
        daemon.process.signal(SIGINT)
        #expect(try await daemon.process.exitStatus() == .exited(0))
        #expect(!directory.contains("oyd.sock"))
    }
}
