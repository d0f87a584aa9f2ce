import Contract
import Glibc
import Testing
import TTRPC

/// Who may call what: the kernel's word on the peer, and the patterns of the configuration.
@Suite(.serialized, .showsPrograms, .stage(
    Stage.Plan { configuration in
        configuration.socketMode = "0666"
        configuration.callers = [
            .init(name: "reader", uid: getuid(), methods: [
                "oy.v1.DisbursementService/GetBalance", "oy.v1.VirtualAccountService/*", "oy.v1.GatewayService/WhoAmI",
            ]),
            .init(name: "payroll", uid: 4243, methods: ["*"]),
        ]
    }))
struct CallerTests: StagedSuite {
    @Test func `the caller is who the kernel says it is`() async throws {
        let answer = try await gateway.call("WhoAmI")
        #expect(answer.string("name") == "reader")
        #expect(answer.integer("uid") == Int64(getuid()))
        #expect(answer.integer("gid") == Int64(getgid()))
        #expect(answer.integer("pid") == Int64(getpid()))
        #expect(answer.strings("methods").count == 3)
    }

    @Test(arguments: ["GetBalance", "ListVirtualAccounts"])
    func `a method that a pattern names is served`(rpc: String) async throws {
        try await gateway.call(rpc)
    }

    @Test(arguments: [
        ("Remit", "oy.v1.DisbursementService/Remit"), ("GetInfo", "oy.v1.GatewayService/GetInfo"),
        ("ListBankServices", "oy.v1.PfmService/ListBankServices"),
    ])
    func `another is not, whatever is in its request`(rpc: String, name: String) async throws {
        let error = try await expectNothingSent { try await gateway.refusal(rpc) }
        #expect(error.code == .permissionDenied)
        #expect(error.reason == "METHOD_NOT_ALLOWED")
        #expect(error.domain == "oy-gateway")
        #expect(error.metadata["method"] == name)
        #expect(error.metadata["caller"] == "reader")
    }

    @Test(OtherUser.needsRoot) func `an unknown uid is refused and named`() async throws {
        let socket = try stage.daemon.socketPath
        let run = try await expectNothingSent {
            try await ProgramRun.of(.oyctl, ["call", "--socket", socket, "GetBalance"], uid: 4242)
        }
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.contains("PERMISSION_DENIED"))
        #expect(run.errors.contains("CALLER_UNKNOWN"))
        #expect(run.errors.contains("4242"))
        // It learns nothing of which methods there are.
        let other = try await ProgramRun.of(.oyctl, ["call", "--socket", socket, "WhoAmI"], uid: 4242)
        #expect(other.errors.contains("CALLER_UNKNOWN"), "\(other)")
    }

    @Test(OtherUser.needsRoot) func `a known uid is served under its own name`() async throws {
        let run = try await ProgramRun.of(.oyctl, ["call", "--socket", stage.daemon.socketPath, "WhoAmI"], uid: 4243)
        #expect(run.status == .exited(0), "\(run)")
        let answer = try JSONValue(run.output)
        #expect(answer["name"] == "payroll")
        #expect(answer["uid"] == 4243)
    }
}
