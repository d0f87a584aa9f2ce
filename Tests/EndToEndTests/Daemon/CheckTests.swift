import Glibc
import TestSupport
import Testing

/// `oyd --check`: everything that stands in the way of serving is found without serving.
@Suite(.serialized, .ownProcesses) struct CheckTests {
    private func check(_ directory: TemporaryDirectory, _ yaml: String) async throws -> ProgramRun {
        try await ProgramRun.of(.oyd, ["--config", directory.write("oyd.yaml", yaml), "--check"])
    }

    /// What is wrong with an otherwise good configuration must be found and named.
    private func expectRefused(
        saying words: String..., at location: SourceLocation = #_sourceLocation,
        _ spoil: (TemporaryDirectory, inout OYDConfiguration) throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        try spoil(directory, &configuration)
        let run = try await check(directory, configuration.yaml)
        #expect(run.status == .exited(1), "\(run)", sourceLocation: location)
        for word in words { #expect(run.errors.contains(word), "\(run)", sourceLocation: location) }
        #expect(!directory.contains("oyd.sock"), sourceLocation: location)
    }

    @Test func `a good configuration`() async throws {
        let directory = try TemporaryDirectory()
        let run = try await check(directory, OYDConfiguration(in: directory).yaml)
        #expect(run.status == .exited(0), "\(run)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count >= 4)
        #expect(lines.allSatisfy { $0.hasPrefix("ok  ") })
        #expect(lines.first?.hasPrefix("ok  configuration: 1 caller, ") == true, "\(run)")
        #expect(run.errors.isEmpty)
        #expect(!directory.contains("oyd.sock"))
    }

    @Test func `a caller whose program is not there is warned of, and stands in nobody's way`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        configuration.callers.append(.init(name: "payroll", uid: getuid(), methods: ["*"], more: ["executable: /nowhere/payroll"]))
        let run = try await check(directory, configuration.yaml)
        #expect(run.status == .exited(0), "\(run)")
        let warning = "caller payroll: executable /nowhere/payroll: No such file or directory: the caller is refused"
        #expect(run.output.contains("\nwarning  \(warning)\n"), "\(run)")
        // The daemon says so, too, and serves the others.
        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            try await daemon.connect().call("WhoAmI")
            #expect(daemon.log.contains(warning))
        }
    }

    @Test func `a ledger that others can read, and a method that a caller can never call, are warned of`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        configuration.callers.append(
            .init(name: "eyes", uid: 4_711, methods: ["oy.v1.DisbursementService/Remit", "oy.v1.DisbursementService/*"], more: ["role: auditor"]))
        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            #expect(daemon.log.contains("caller eyes: oy.v1.DisbursementService/Remit: "))
            let ledger = directory["ledger.db"]
            try #require(chmod(ledger, 0o644) == 0)
            let run = try await check(directory, configuration.yaml)
            let warnings = run.output.split(separator: "\n").filter { $0.hasPrefix("warning  ") }
            #expect(warnings == [
                "warning  caller eyes: oy.v1.DisbursementService/Remit: an auditor changes nothing: every such call is refused",
                "warning  ledger.path: others can read \(ledger) or its log \(ledger)-wal, and in it whom was paid; chmod 600 both",
            ], "\(run)")
            #expect(run.output.contains("and the chain holds\n"), "\(run)")
        }
    }

    @Test func `what is open to more than need be is warned of, and served`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        configuration.socketMode = "0666"
        configuration.baseURL = "http://127.0.0.1:1"
        configuration.apiKeyFile = try directory.write("api-key", "shortkey-1\n")
        let run = try await check(directory, configuration.yaml)
        #expect(run.status == .exited(0), "\(run)")
        let warnings = [
            "socket.mode: 0666 lets every user of this host connect; name a group, and make it 0660",
            "upstream.base_url: http://127.0.0.1:1 is not verified: any user of this host who listens there",
            "\(configuration.apiKeyFile): the key is too short to be told from other text",
        ]
        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            for warning in warnings {
                #expect(run.output.contains("\nwarning  \(warning)"), "\(run)")
                #expect(daemon.log.contains(warning))
            }
        }
        #expect(!run.output.contains("shortkey") && !daemon.log.contains("shortkey"))
    }

    @Test func `an unknown key is named with file and line`() async throws {
        try await expectRefused(saying: "oyd.yaml:", ": upstream.base_uri: unknown key") { _, configuration in
            configuration.upstream = ["base_uri: https://localhost"]
        }
    }

    @Test func `the line is the right one`() async throws {
        let directory = try TemporaryDirectory()
        let yaml = try OYDConfiguration(in: directory).yaml
        let lines = yaml.split(separator: "\n").count
        let run = try await check(directory, yaml + "metrix: {}\n")
        #expect(run.errors.contains("\(directory["oyd.yaml"]):\(lines + 1): metrix: unknown key"), "\(run)")
    }

    @Test func `a value of the wrong kind is named with its key`() async throws {
        try await expectRefused(saying: "upstream.attempt_timeout: must be a time") { _, configuration in
            configuration.upstream = ["attempt_timeout: soon"]
        }
    }

    @Test(OtherUser.needsRoot) func `a group that the daemon's user is not in`() async throws {
        let directory = try TemporaryDirectory()
        let yaml = try OYDConfiguration(in: directory).yaml.replacing(#"mode: "0600" }"#, with: #"mode: "0660", group: root }"#)
        try directory.write("oyd.yaml", yaml)
        try directory.give(to: 4_711)
        let run = try await ProgramRun.of(.oyd, ["--config", directory["oyd.yaml"], "--check"], uid: 4_711)
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.contains("socket.group: this process is not in the group root"), "\(run)")
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o620] as [UInt32])
    func `a key file that others can reach`(mode: UInt32) async throws {
        try await expectRefused(saying: "api-key", "has mode 0\(String(mode, radix: 8))", "chmod 600") { directory, _ in
            try directory.write("api-key", "secret-1234567\n", mode: mode)
        }
    }

    @Test func `a key file that is not there`() async throws {
        try await expectRefused(saying: "/no-such-key: No such file") { directory, configuration in
            configuration.apiKeyFile = directory["no-such-key"]
        }
    }

    @Test(arguments: ["", "\n", "\r\n\n"])
    func `a key file that is empty`(content: String) async throws {
        try await expectRefused(saying: "api-key: is empty") { directory, _ in
            try directory.write("api-key", content)
        }
    }

    /// It would end the header and begin another.
    @Test func `a key with a line end in it, which is not shown`() async throws {
        let directory = try TemporaryDirectory()
        let configuration = try OYDConfiguration(in: directory)
        try directory.write("api-key", "half-of-a-key\r\nX-Evil: other-half\n")
        let run = try await check(directory, configuration.yaml)
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.contains("api-key"))
        #expect(!run.errors.contains("half") && !run.output.contains("half"))
    }

    @Test func `a file where the socket is to be`() async throws {
        try await expectRefused(saying: "socket.path: ", "something that is not a socket is there") { directory, configuration in
            configuration.socketPath = try directory.write("plain", "")
        }
    }

    @Test func `a key file that is a folder`() async throws {
        try await expectRefused(saying: "is not a plain file") { directory, configuration in
            configuration.apiKeyFile = directory.path
        }
    }

    @Test(arguments: ["oy.v1.PayingService/*", "oy.v1.DisbursementService/Pay"])
    func `a pattern that matches no RPC`(pattern: String) async throws {
        try await expectRefused(saying: "tester", "\(pattern) matches no RPC") { _, configuration in
            configuration.callers[0].methods = [pattern]
        }
    }

    @Test func `a pattern that is none`() async throws {
        try await expectRefused(saying: "callers[0].methods[0]: must be") { _, configuration in
            configuration.callers[0].methods = ["Remit"]
        }
    }

    @Test func `nobody may call`() async throws {
        try await expectRefused(saying: "callers") { _, configuration in configuration.callers = [] }
    }

    @Test func `an authority that can't be read`() async throws {
        try await expectRefused(saying: "no-such-ca.pem") { directory, configuration in
            configuration.caFile = directory["no-such-ca.pem"]
        }
    }

    @Test func `a path for an RPC that does not exist`() async throws {
        try await expectRefused(saying: "oyd.yaml:", ": upstream.paths.Remitt: ") { _, configuration in
            configuration.upstream = ["paths: { Remitt: /api/remit }"]
        }
    }

    @Test func `a folder for the socket that does not exist`() async throws {
        try await expectRefused(saying: "socket.path: no socket can be made in") { directory, configuration in
            configuration.socketPath = directory["none/oyd.sock"]
        }
    }

    @Test func `a folder for the ledger that does not exist is told once, with its place`() async throws {
        let directory = try TemporaryDirectory()
        let configuration = try OYDConfiguration(in: directory)
        let run = try await check(directory, configuration.yaml.replacing("ledger.db", with: "none/ledger.db"))
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run)")
        #expect(run.errors.contains(#/^Error: \S+\/oyd\.yaml:\d+: ledger\.path: \S+\/none: No such file/#), "\(run)")
    }

    @Test func `a configuration that is not there`() async throws {
        let run = try await ProgramRun.of(.oyd, ["--config", "/no/such/oyd.yaml", "--check"])
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.contains("/no/such/oyd.yaml: No such file"))
    }

    /// What `--check` refuses does not serve either.
    @Test func `the daemon does not start on what the check refuses`() async throws {
        let directory = try TemporaryDirectory()
        let configuration = try OYDConfiguration(in: directory)
        try directory.write("api-key", "secret-1234567\n", mode: 0o644)
        let run = try await ProgramRun.of(.oyd, ["--config", directory.write("oyd.yaml", configuration.yaml)])
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.contains("has mode 0644"))
        #expect(!directory.contains("oyd.sock"))
    }
}
