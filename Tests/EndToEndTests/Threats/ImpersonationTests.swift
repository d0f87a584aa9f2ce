import Contract
import Glibc
import Testing
import TTRPC

/// Attacks on who the caller is: claims, and other callers' payouts (docs/threat-model.md, "A caller").
@Suite(.serialized, .showsPrograms, .stage(
    // No payout changes by itself, so that any change is the attack's.
    Stage.Plan(simulator: ["--settle-after", "never"]) { configuration in
        configuration.socketMode = "0666"
        configuration.callers = [
            .init(name: "payroll", uid: getuid(), methods: ["*"]),
            .init(name: "refunds", uid: 4243, methods: ["oy.v1.DisbursementService/*", "oy.v1.PayoutService/*"]),
            .init(name: "reader", uid: 4244, methods: ["oy.v1.GatewayService/*"]),
        ]
    }))
struct ImpersonationTests: StagedSuite {
    private static let payout: JSONValue = [
        "recipient_bank": "014", "recipient_account": "1239812390", "amount": 125_000, "note": "salary",
        "partner_trx_id": "threat-1",
    ]

    private func call(_ rpc: String, _ request: JSONValue, as uid: UInt32) async throws -> ProgramRun {
        try await ProgramRun.of(
            .oyctl, ["call", "--socket", stage.daemon.socketPath, rpc, request.description], uid: uid)
    }

    @Test func `metadata that claims to be somebody else is nobody's identity`() async throws {
        let claims: Metadata = [
            "caller": "refunds", "uid": "4243", "x-forwarded-user": "refunds", "authorization": "Bearer refunds",
        ]
        let endpoint = try RPCClient.endpoint("WhoAmI")
        let bytes = try await gateway.client.unary(
            service: endpoint.service, method: endpoint.method, payload: [], metadata: claims)
        let answer = try Message(decoding: bytes, as: endpoint.response)
        #expect(answer.string("name") == "payroll")
        #expect(answer.integer("uid") == Int64(getuid()))
    }

    @Test(OtherUser.needsRoot) func `a method that only another caller may use`() async throws {
        let run = try await expectNothingSent { try await call("GetBalance", [:], as: 4244) }
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.contains("METHOD_NOT_ALLOWED"))
    }

    @Test(OtherUser.needsRoot) func `a replayed id of another caller pays nothing and reveals nothing`() async throws {
        let paid = try await gateway.call("Remit", Self.payout)
        let secrets = ["payroll", "125000", "125_000", "1239812390", paid.string("trx_id")].filter { !$0.isEmpty }
        let remits = try await control.payouts()
        for request in [Self.payout, Self.payout.with("amount", 1), Self.payout.with("note", "mine")] {
            let run = try await call("Remit", request, as: 4243)
            #expect(run.status == .exited(1), "\(run)")
            #expect(run.errors.contains("ALREADY_EXISTS") && run.errors.contains("PAYOUT_ID_REUSED"), "\(run)")
            for secret in secrets { #expect(!"\(run.output)\(run.errors)".contains(secret), "\(secret) in \(run)") }
        }
        #expect(try await control.payouts() == remits)
    }

    @Test(OtherUser.needsRoot, arguments: ["GetPayout", "WaitPayout", "CancelPayout"])
    func `another caller's payout is not there`(rpc: String) async throws {
        let id = "threat-\(rpc)"
        try await gateway.call("Remit", Self.payout.with("partner_trx_id", .string(id)))
        let theirs = try await call(rpc, ["partner_trx_id": .string(id)], as: 4243)
        let nobodys = try await call(rpc, ["partner_trx_id": .string(id + "-not")], as: 4243)
        #expect(theirs.status == .exited(1), "\(theirs)")
        #expect(theirs.errors.contains("NOT_FOUND"), "\(theirs)")
        // Word for word what is said of an id that nobody used.
        #expect(theirs.errors == nobodys.errors.replacing(id + "-not", with: id))
    }

    @Test(OtherUser.needsRoot) func `another caller's payouts are in no list`() async throws {
        try await gateway.call("Remit", Self.payout.with("partner_trx_id", "threat-list"))
        let run = try await call("ListPayouts", [:], as: 4243)
        #expect(run.status == .exited(0), "\(run)")
        #expect(!run.output.contains("threat-list"))
    }
}
