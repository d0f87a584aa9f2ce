import Foundation
import TestSupport
import Testing

/// A program that is started with standard input, output or error closed: no file of its own may get that number, since what is printed
/// would be written into it.
@Suite(.serialized, .ownProcesses) struct StandardDescriptorTests {
    /// Closes what it is told, then becomes the program.
    private static func closing(_ closed: String) -> [String] {
        ["/bin/sh", "-c", "exec \"$0\" \"$@\" \(closed)"]
    }

    private static let all = "<&- >&- 2>&-"

    private func standardDescriptors(of process: ChildProcess) throws -> [String] {
        try (0...2).map { try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process.pid)/fd/\($0)") }
    }

    /// `/proc/PID/fd` of the daemon, which is not dumpable, is root's.
    @Test(OtherUser.needsRoot) func `oyd takes none of them for a file of its own`() async throws {
        let directory = try TemporaryDirectory()
        let configuration = try OYDConfiguration(in: directory)
        let command = Self.closing(Self.all) + [Binary.oyd.path, "--config", try directory.write("oyd.yaml", configuration.yaml)]
        let daemon = try ChildProcess(command[0], Array(command.dropFirst()))
        try await daemon.whileRunning {
            try await Patience.until("the socket") { directory.contains("oyd.sock") }
            #expect(try standardDescriptors(of: daemon) == ["/dev/null", "/dev/null", "/dev/null"])
            try await RPCClient.connect(to: configuration.socketPath).call("WhoAmI")
        }
        let verified = try await ProgramRun.of(.oyctl, ["audit", "verify", configuration.ledgerPath])
        #expect(verified.status == .exited(0), "\(verified)")
    }

    @Test(arguments: [("<&-", [0]), (">&-", [1]), ("<&- 2>&-", [0, 2]), ("<&- >&- 2>&-", [0, 1, 2])])
    func `oysim takes none of them, and leaves alone those that are open`(closed: String, null: [Int]) async throws {
        let directory = try TemporaryDirectory()
        let ports = directory["ports"]
        let command = Self.closing(closed) + [Binary.oysim.path, "--listen", "127.0.0.1:0", "--port-file", ports]
        let simulator = try ChildProcess(command[0], Array(command.dropFirst()))
        try await simulator.whileRunning {
            try await Patience.until("the ports") { directory.contains("ports") }
            let found = try standardDescriptors(of: simulator)
            for (number, name) in found.enumerated() { #expect((name == "/dev/null") == null.contains(number), "\(number): \(name)") }
        }
    }

    /// What it would print stays out of the ledger that it reads.
    @Test func `oyctl reads a ledger without them`() async throws {
        let directory = try TemporaryDirectory()
        let configuration = try OYDConfiguration(in: directory)
        try await DaemonProcess(configuration).process.whileRunning {}
        let before = try Data(contentsOf: URL(fileURLWithPath: configuration.ledgerPath))
        for arguments in [["audit", "verify"], ["audit", "export", "--json"], ["audit", "show"]] {
            let command = Self.closing(Self.all) + [Binary.oyctl.path] + arguments + [configuration.ledgerPath]
            let run = try await ProgramRun.of(command[0], Array(command.dropFirst()))
            #expect(run.status == .exited(0), "\(arguments): \(run)")
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: configuration.ledgerPath)) == before)
        let verified = try await ProgramRun.of(.oyctl, ["audit", "verify", configuration.ledgerPath])
        #expect(verified.status == .exited(0), "\(verified)")
    }
}
