import Contract
import Testing

/// `oyctl methods` and `oyctl describe`: the contract for people, without a daemon.
@Suite(.serialized, .ownProcesses) struct ContractCommandTests {
    @Test func `methods lists every RPC and where it goes`() async throws {
        let run = try await ProgramRun.of(.oyctl, ["methods"])
        #expect(run.status == .exited(0), "\(run)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == RPCClient.table.all.count)
        for endpoint in RPCClient.table.all {
            let line = lines.first { $0.hasPrefix(endpoint.fullName + " ") }
            let place = endpoint.route.map { "\($0.verb.rawValue) \($0.template)" } ?? "answered by oyd"
            #expect(line?.hasSuffix("  " + place) == true, "\(endpoint.fullName): \(line ?? "missing")")
        }
    }

    @Test func `describe shows request and answer field by field`() async throws {
        let run = try await ProgramRun.of(.oyctl, ["describe", "Remit"])
        #expect(run.status == .exited(0), "\(run)")
        let parts = [
            "oy.v1.DisbursementService/Remit", "request: oy.v1.RemitRequest", "partner_trx_id  string  (required, ", "amount  int64", "state",
        ]
        for part in parts {
            #expect(run.output.contains(part), "\(run)")
        }
    }

    @Test func `describe shows what a value may be`() async throws {
        for (method, line) in [
            ("Remit", "amount  int64  (required, above zero)"), ("ListPayouts", "states  RECORDED|UNKNOWN|IN_PROGRESS|"),
            ("ListPayouts", "day  string  (yyyy-MM-dd)"), ("ResolvePayout", "resolution  RESEND|PAID|NOT_PAID  (required"),
            ("VerifyIdCard", "bytes as base64"),
        ] {
            let run = try await ProgramRun.of(.oyctl, ["describe", method])
            #expect(run.output.contains(line), "\(run)")
        }
    }

    @Test func `an unknown method is wrong usage`() async throws {
        let run = try await ProgramRun.of(.oyctl, ["describe", "Pay"])
        #expect(run.status == .exited(64), "\(run)")
        #expect(run.errors.contains("there is no method Pay"))
    }

    @Test func `a name of several RPCs is told with what to write`() async throws {
        let run = try await ProgramRun.of(.oyctl, ["describe", "Watch"])
        #expect(run.status == .exited(64), "\(run)")
        #expect(run.errors == "Error: Watch is ambiguous: write Health/Watch or EventService/Watch\n")
    }

    @Test(arguments: [Binary.oyd, .oyctl, .oysim]) func `each program tells its version`(program: Binary) async throws {
        let run = try await ProgramRun.of(program, ["--version"])
        #expect(run.status == .exited(0) && run.output == "\(Version.current)\n", "\(run)")
    }

    /// Only `call` has streams.
    @Test func `the help tells of streams where there are some`() async throws {
        let call = try await ProgramRun.of(.oyctl, ["call", "--help"])
        #expect(call.output.contains("A stream goes on without end"), "\(call)")
        for command in [["status"], ["payouts", "list"], ["payouts", "show"], ["payouts", "export"], ["payouts", "wait"]] {
            let run = try await ProgramRun.of(.oyctl, command + ["--help"])
            #expect(run.output.contains("How long to wait, in seconds. (default: 30)") && !run.output.contains("stream"), "\(run)")
        }
    }
}
