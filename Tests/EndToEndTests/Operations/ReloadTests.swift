import Contract
import Glibc
import TTRPC
import TestSupport
import Testing

/// SIGHUP: the configuration is read anew, all or nothing.
@Suite(.serialized, .ownProcesses) struct ReloadTests {
    /// A daemon whose configuration a test changes by `change`; no OY! is needed.
    private func withDaemon(
        play: (TemporaryDirectory, DaemonProcess, RPCClient, OYDConfiguration) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        configuration.more = "metrics: { listen: \"127.0.0.1:0\" }\n"
        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            try await play(directory, daemon, daemon.connect(), configuration)
        }
    }

    private func entries(_ directory: TemporaryDirectory) throws -> [JSONValue] {
        try LedgerEntries(path: directory["ledger.db"]).ofKind("configuration")
    }

    @Test func `callers get other rights, also on a connection that is open`() async throws {
        try await withDaemon { directory, daemon, client, old in
            try await client.call("GetInfo")
            var new = old
            new.callers[0].methods = ["oy.v1.GatewayService/WhoAmI"]
            new.callers.append(.init(name: "other", uid: 4_242, methods: ["*"]))
            try directory.write("oyd.yaml", new.yaml)
            let line = try await daemon.reload()
            #expect(line.contains("The configuration was read anew") && line.contains("callers=2"))
            #expect(try await client.refusal("GetInfo").code == .permissionDenied)
            try await client.call("WhoAmI")

            try directory.write("oyd.yaml", old.yaml)
            try await daemon.reload()
            try await client.call("GetInfo")

            let entries = try entries(directory)
            #expect(entries.count == 3)
            #expect(entries.allSatisfy { $0["outcome"]?["code"] == "OK" })
            let details = entries.map { $0["detail"]?.description ?? "" }
            #expect(details.allSatisfy { $0.contains("sha256 ") })
            #expect(details[1].contains("changed: callers, callers.other") || details[1].contains("callers.other.name"))
            #expect(details[1].contains("callers.tester.methods"))
        }
    }

    @Test func `the log's level changes`() async throws {
        try await withDaemon { directory, daemon, client, old in
            var new = old
            new.logLevel = "error"
            try directory.write("oyd.yaml", new.yaml)
            // Until that listener is open, and has said where in a line that would be left out from then on.
            _ = try await Scrape.of(daemon)
            // What it says of itself is a notice, so nothing is said; its entry is waited for.
            daemon.process.signal(SIGHUP)
            let scrape = try await Scrape.until(of: daemon) { ($0["oyd_ledger_sequence"] ?? 0) >= 4 }
            #expect(scrape[#"oyd_alarm{alarm="configuration_refused"}"#] == 0)
            let mark = daemon.process.standardError.mark
            try await client.call("WhoAmI")
            try directory.write("oyd.yaml", old.yaml)
            try await daemon.reload()
            try await client.call("GetInfo")
            try await daemon.process.standardError.line(containing: "GatewayService/GetInfo", after: mark)
            #expect(!daemon.log.contains("GatewayService/WhoAmI"))
        }
    }

    @Test(arguments: [
        ("log: {", "lag: {", ": lag: unknown key"), ("level: info", "level: loud", ": log.level: must be one of"),
        ("name: tester", "name: tester, user: no-such-user-here", "callers[0].user: "),
        ("methods: [\"*\"]", "methods: [\"oy.v1.PayingService/*\"]", "matches no RPC"), ("callers:", "callers: [", "oyd.yaml:"),
    ])
    func `a bad file changes nothing and says where it is bad`(from: String, to: String, words: String) async throws {
        try await withDaemon { directory, daemon, client, old in
            // Something that would be good on its own comes with it.
            var new = old
            new.callers.append(.init(name: "other", uid: 4_242, methods: ["*"]))
            let yaml = new.yaml.replacing(from, with: to)
            try #require(yaml != new.yaml)
            try directory.write("oyd.yaml", yaml)
            let line = try await daemon.reload()
            #expect(line.contains(" ERROR ") && line.contains("is refused") && line.contains(words), "\(line)")
            try await client.call("GetInfo")
            #expect(try await Scrape.of(daemon)[#"oyd_alarm{alarm="configuration_refused"}"#] == 1)
            #expect(try entries(directory).last?["outcome"]?["reason"] == "CONFIGURATION_INVALID")

            try directory.write("oyd.yaml", old.yaml)
            try await daemon.reload()
            #expect(try await Scrape.of(daemon)[#"oyd_alarm{alarm="configuration_refused"}"#] == 0)
        }
    }

    @Test func `what takes a restart is refused by name, and nothing else of the file is taken`() async throws {
        try await withDaemon { directory, daemon, client, old in
            var new = old
            new.socketPath = directory["other.sock"]
            new.ledgerPath = directory["other.db"]
            new.callers[0].methods = ["oy.v1.GatewayService/WhoAmI"]
            try directory.write("oyd.yaml", new.yaml)
            let line = try await daemon.reload()
            #expect(line.contains("can't be changed while running: ledger.path, socket.path; restart oyd"), "\(line)")
            try await client.call("GetInfo")
            #expect(!directory.contains("other.sock") && !directory.contains("other.db"))
            #expect(try entries(directory).last?["outcome"]?["reason"] == "RESTART_NEEDED")
        }
    }

    @Test func `a file that is gone changes nothing`() async throws {
        try await withDaemon { directory, daemon, client, _ in
            try #require(unlink(directory["oyd.yaml"]) == 0)
            #expect(try await daemon.reload().contains("No such file"))
            try await client.call("GetInfo")
        }
    }

    @Test func `signals that mean nothing do nothing`() async throws {
        try await withDaemon { directory, daemon, client, _ in
            for signal in [SIGPIPE, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGTTIN, SIGTTOU] { daemon.process.signal(signal) }
            // A daemon that one of those had ended or stopped would not hear this one, the only one that it hears.
            #expect(try await daemon.reload().contains("The configuration was read anew"))
            #expect(try entries(directory).count == 2, "of the start and of the SIGHUP")
            try await client.call("WhoAmI")
        }
    }
}
