import Foundation
import TestSupport
import Testing

/// What systemd, or another manager that keeps to its protocols, hears and hands over.
@Suite(.serialized, .ownProcesses) struct ServiceManagerTests {
    @Test func `it hears when the daemon serves, reloads, lives and stops`() async throws {
        let directory = try TemporaryDirectory()
        let manager = try NotificationReceiver(name: directory["notify"])
        let configuration = try OYDConfiguration(in: directory)
        let daemon = try await DaemonProcess(
            configuration, environment: ["NOTIFY_SOCKET": directory["notify"], "WATCHDOG_USEC": "200000"])
        try await daemon.process.whileRunning {
            #expect(try await manager.message(with: "READY=1").contains("STATUS=Serving"))
            for _ in 0..<3 { try await manager.message(with: "WATCHDOG=1", after: manager.mark) }

            let mark = manager.mark
            daemon.process.signal(SIGHUP)
            let begin = try await manager.message(with: "RELOADING=1", after: mark)
            let time = begin.split(separator: "\n").first { $0.hasPrefix("MONOTONIC_USEC=") }.flatMap { Int64($0.dropFirst(15)) }
            #expect((time ?? 0) > 0)
            #expect(try await manager.message(with: "READY=1", after: mark).contains("configuration read anew, credentials unchanged since 2"))

            let second = manager.mark
            try directory.write("oyd.yaml", configuration.yaml + "metrix: {}\n")
            daemon.process.signal(SIGHUP)
            let status = try await manager.message(with: "READY=1", after: second)
            #expect(status.contains("STATUS=Serving with what was read before: ") && status.contains("metrix"))

            let third = manager.mark
            daemon.process.signal(SIGTERM)
            try await manager.message(with: "STOPPING=1", after: third)
            #expect(try await daemon.process.exitStatus() == .exited(0))
        }
    }

    /// Makes a socket, hands it over as descriptor 3 and becomes the daemon, as systemd does.
    private static let activation = """
        import os, socket, sys
        kind, path, pid = sys.argv[1:4]
        if kind == "listening" or kind == "bound":
            s = socket.socket(socket.AF_UNIX); s.bind(path)
            if kind == "listening": s.listen()
        elif kind == "datagram":
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(path)
        elif kind == "tcp":
            s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
        else:
            s = open("/dev/null")
        if s.fileno() != 3: os.dup2(s.fileno(), 3)
        os.set_inheritable(3, True)
        os.environ["LISTEN_FDS"] = "1"
        os.environ["LISTEN_PID"] = str(os.getpid()) if pid == "own" else "1"
        os.execv(sys.argv[4], sys.argv[4:])
        """

    private func start(
        _ kind: String, pid: String = "own", in directory: TemporaryDirectory, _ configuration: OYDConfiguration
    ) throws -> ChildProcess {
        try ChildProcess(
            "/usr/bin/python3",
            [
                "-c", Self.activation, kind, directory["handed.sock"], pid, Binary.oyd.path, "--config",
                directory.write("oyd.yaml", configuration.yaml),
            ])
    }

    @Test func `a listening socket that is handed over is served, and its file is left to who made it`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        // Where it could make none itself, as in systemd's own folder.
        configuration.socketPath = directory["none/oyd.sock"]
        let process = try start("listening", in: directory, configuration)
        try await process.whileRunning {
            try await process.standardError.line(containing: "Serving")
            try await RPCClient.connect(to: directory["handed.sock"]).call("WhoAmI")
            #expect(!directory.contains("none"))
        }
        #expect(directory.contains("handed.sock"))
        #expect(try await process.exitStatus() == .exited(0))
    }

    @Test(arguments: ["bound", "datagram", "tcp", "file"])
    func `anything else that is handed over is refused`(kind: String) async throws {
        let directory = try TemporaryDirectory()
        let process = try start(kind, in: directory, try OYDConfiguration(in: directory))
        #expect(try await process.exitStatus() == .exited(1))
        let errors = try await process.standardError.whole()
        #expect(errors.contains("descriptor 3 is not a listening Unix stream socket"), "\(errors)")
    }

    @Test func `a socket that is meant for another process is not touched`() async throws {
        let directory = try TemporaryDirectory()
        let process = try start("listening", pid: "other", in: directory, try OYDConfiguration(in: directory))
        try await process.whileRunning {
            try await process.standardError.line(containing: "Serving")
            try await RPCClient.connect(to: directory["oyd.sock"]).call("WhoAmI")
        }
    }

    @Test func `credentials come from systemd's folder where none are configured`() async throws {
        let directory = try TemporaryDirectory()
        let configuration = try OYDConfiguration(in: directory)
        let yaml = configuration.yaml.replacing("  username_file: \(configuration.usernameFile)\n", with: "")
            .replacing("  api_key_file: \(configuration.apiKeyFile)\n", with: "").replacing("credentials:\n", with: "credentials: {}\n")
        let file = try directory.write("oyd.yaml", yaml)
        let good = try await ProgramRun.of(.oyd, ["--config", file, "--check"], environment: ["CREDENTIALS_DIRECTORY": directory.path])
        #expect(good.status == .exited(0), "\(good)")
        let bad = try await ProgramRun.of(.oyd, ["--config", file, "--check"])
        #expect(bad.status == .exited(1) && bad.errors.contains("$CREDENTIALS_DIRECTORY is not set"), "\(bad)")
    }

    /// As systemd lays them down: root's, 0440, and an access control list that names the unit's user alone.
    @Test(.enabled(if: geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setfacl"), "needs root and setfacl"))
    func `a file that only the daemon's user is let into by an access control list is good`() async throws {
        let directory = try TemporaryDirectory()
        let uid: UInt32 = 54_321
        var configuration = try OYDConfiguration(in: directory)
        try directory.write("api-key", "key-0123456789abcdef", mode: 0o400)
        for name in ["api-key", "username"] { try await acl("u:\(uid):r", directory[name]) }
        try FileManager.default.createDirectory(atPath: directory["state"], withIntermediateDirectories: false)
        chown(directory["state"], uid, uid)
        configuration.socketPath = directory["state/oyd.sock"]
        configuration.ledgerPath = directory["state/ledger.db"]
        let file = try directory.write("oyd.yaml", configuration.yaml, mode: 0o644)
        let good = try await ProgramRun.of(.oyd, ["--config", file, "--check"], uid: uid)
        #expect(good.status == .exited(0), "\(good)")
        try await acl("u:\(uid + 1):r", directory["api-key"])
        let bad = try await ProgramRun.of(.oyd, ["--config", file, "--check"], uid: uid)
        #expect(bad.status == .exited(1) && bad.errors.contains("access control list that lets others in"), "\(bad)")
    }

    private func acl(_ entry: String, _ path: String) async throws {
        let run = try ChildProcess("/usr/bin/setfacl", ["-m", entry, path])
        try #require(try await run.exitStatus() == .exited(0))
    }
}
