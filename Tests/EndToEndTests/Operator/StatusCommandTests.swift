import Glibc
import TestSupport
import Testing

/// `oyctl status`: how the gateway is, for whoever may know it.
@Suite(.serialized, .showsPrograms, OtherUser.needsRoot, .stage(
    Stage.Plan(simulator: ["--settle-after", "never"]) { configuration in
        configuration.socketMode = "0666"
        configuration.callers = [
            .init(name: "payroll", uid: getuid(), methods: ["*"], more: ["approval_above: 1000"]),
            .init(name: "finance", uid: 4321, methods: ["*"], more: ["role: auditor"]),
            .init(name: "chief", uid: 4325, methods: ["*"], more: ["role: approver"]),
            .init(name: "probe", uid: 4322, methods: ["grpc.health.v1.Health/Check", "oy.v1.GatewayService/WhoAmI"]),
            .init(name: "booking", uid: 4323, methods: ["oy.v1.EventService/*"]),
        ]
    }))
struct StatusCommandTests: StagedSuite {
    private func status(_ arguments: String..., as uid: UInt32? = nil) async throws -> ProgramRun {
        try await ProgramRun.of(
            .oyctl, ["status"] + arguments, environment: ["OY_SOCKET": stage.daemon.socketPath], uid: uid)
    }

    @Test func `an auditor sees what is open`() async throws {
        try await gateway.call("Remit", .payout("waits-1", amount: 2_000))
        var run = try await status(as: 4321)
        // The count may be a second old.
        try await Patience.until("\(run)") {
            run = try await status(as: 4321)
            return run.output.contains("AWAITING_APPROVAL 1")
        }
        #expect(run.status == .exited(0) && run.errors.isEmpty, "\(run)")
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 5, "\(run)")
        #expect(lines[0].contains(#/^oyd \S+ +serving since \d{4}-\d\d-\d\d \d\d:\d\d UTC \(\d+ \w+\)$/#), "\(run)")
        #expect(lines[1].contains(#/^you +finance, auditor   time zone /#), "\(run)")
        #expect(lines[2].contains(#/^OY! .*https://localhost.*reachable   balance Rp 1\.000\.000\.000$/#), "\(run)")
        #expect(lines[3].contains(#/AWAITING_APPROVAL 1 \(oldest \d+ s\)   IN_PROGRESS \d+.*   RECORDED 0$/#), "\(run)")
        #expect(lines[4].contains(#/^alarms +none \(single payouts': oyctl audit show --kind alarm LEDGER\)$/#), "\(run)")
    }

    @Test func `programs read JSON`() async throws {
        let run = try await status("--json", as: 4321)
        #expect(run.status == .exited(0), "\(run)")
        #expect(run.output.split(separator: "\n").count == 1)
        let json = try JSONValue(run.output)
        #expect(json["well"] == true && json["health"] == "SERVING" && json["balance"] == 1_000_000_000, "\(run)")
        #expect(json["who"]?["role"] == "auditor" && json["info"]?["time_zone"] == "Asia/Jakarta", "\(run)")
    }

    /// Attack: a service learns how much the others pay.
    @Test func `a service is not told of payouts`() async throws {
        let run = try await status()
        #expect(run.status == .exited(0), "\(run)")
        #expect(run.output.contains("payroll, no role") && run.output.contains("told only to callers with a role"), "\(run)")
        #expect(try JSONValue(try await status("--json").output)["info"]?["open_payouts"] == [], "\(run)")
    }

    @Test func `what a caller may not ask is not asked, and left out`() async throws {
        try await control.forgetRequests()
        let run = try await status(as: 4322)
        #expect(run.status == .exited(0) && run.errors.isEmpty, "\(run)")
        #expect(run.output.contains("you may not call GetBalance") && run.output.contains("you may not call GetInfo"), "\(run)")
        #expect(try await control.requests().isEmpty)
        #expect(try !stage.daemon.log.contains("caller=probe code=PERMISSION_DENIED"))
    }

    @Test func `who may ask nothing, or is nobody, is told so`() async throws {
        let none = try await status(as: 4323)
        #expect(none.status == .exited(1) && none.output.isEmpty, "\(none)")
        #expect(none.errors.contains("oyd answers, but you may call neither"), "\(none)")
        let nobody = try await status(as: 4324)
        #expect(nobody.status == .exited(1) && nobody.errors.contains("CALLER_UNKNOWN"), "\(nobody)")
    }

    @Test func `nobody listens`() async throws {
        let run = try await status("--socket", stage.directory["none.sock"])
        #expect(run.status == .exited(1) && run.output.isEmpty, "\(run)")
        #expect(run.errors.hasPrefix("UNAVAILABLE: "), "\(run)")
    }

    @Test func `output that can't be written is a failure`() async throws {
        let run = try await ProgramRun.of(
            "/bin/sh", ["-c", "\(Binary.oyctl.path) status > /dev/full"], environment: ["OY_SOCKET": stage.daemon.socketPath])
        #expect(run.status == .exited(1) && run.errors.contains("could not be written"), "\(run)")
    }
}

/// An alarm is the exit status 1.
@Suite(.ownProcesses) struct StatusAlarmTests {
    /// Long before the alarm `upstream_unreachable` stands.
    @Test func `OY! can't be reached`() async throws {
        let plan = Stage.Plan { configuration in configuration.baseURL = "http://127.0.0.1:9" }
        try await Stage.with(plan) { stage in
            let environment = ["OY_SOCKET": stage.daemon.socketPath]
            let run = try await ProgramRun.of(.oyctl, ["status"], environment: environment)
            #expect(run.status == .exited(1), "\(run)")
            #expect(run.output.contains(#/OY! .*127\.0\.0\.1:9   balance not known: UNAVAILABLE: .*\n/#), "\(run)")
            #expect(!run.output.contains("reachable"), "\(run)")
            let json = try JSONValue(try await ProgramRun.of(.oyctl, ["status", "--json"], environment: environment).output)
            #expect(json["well"] == false && json["info"]?["alarms"] == [], "\(json)")
        }
    }

    /// Also one that the question itself raises.
    @Test func `OY! refuses the credentials`() async throws {
        let plan = Stage.Plan { configuration in
            configuration.apiKeyFile = try configuration.directory.write("wrong-key", "another-key-0f3a9c7e5b1d\n")
        }
        try await Stage.with(plan) { stage in
            let run = try await ProgramRun.of(.oyctl, ["status"], environment: ["OY_SOCKET": stage.daemon.socketPath])
            #expect(run.status == .exited(1), "\(run)")
            #expect(run.output.contains(#/balance not known: FAILED_PRECONDITION: .*\n/#), "\(run)")
            #expect(run.output.contains(#/alarms +credentials_rejected\n/#), "\(run)")
        }
    }
}
