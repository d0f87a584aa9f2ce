import Glibc
import Testing

/// What callers may pay: each row of the policy, with real uids.
@Suite(.serialized, .showsPrograms, .stage(
    Stage.Plan { configuration in
        configuration.socketMode = "0666"
        configuration.callers = [
            .init(name: "tester", uid: getuid(), methods: ["*"]),
            .init(name: "small", uid: 4301, methods: ["*"], more: [#"payouts: { max_amount: 100000, banks: ["014"] }"#]),
            .init(name: "daily", uid: 4302, methods: ["*"], more: ["payouts: { daily_amount: 250000 }"]),
            .init(name: "few", uid: 4303, methods: ["*"], more: ["payouts: { daily_count: 1 }"]),
            .init(name: "careful", uid: 4304, methods: ["*"], more: ["inquiry: required"]),
            .init(name: "finance", uid: 4305, methods: ["*"], more: ["role: auditor"]),
        ]
        configuration.more = "time_zone: \(zoneNearNoon())\n"
    }))
struct PayoutPolicyTests: StagedSuite {
    @Test(OtherUser.needsRoot, arguments: [
        (JSONValue.payout("small-1", amount: 100_001), "PAYOUT_AMOUNT_NOT_ALLOWED"),
        (.payout("small-2", bank: "008"), "PAYOUT_BANK_NOT_ALLOWED"),
    ])
    func `max_amount and banks`(request: JSONValue, reason: String) async throws {
        let stage = try stage
        let refused = try await expectNothingSent { try await stage.call(as: 4301, "Remit", request) }
        #expect(refused.failed("PERMISSION_DENIED", reason), "\(refused)")
        let paid = try await stage.call(as: 4301, "Remit", .payout("small-3"))
        #expect(paid.answer?["partner_trx_id"] == "small-3", "\(paid)")
    }

    /// Five at once, and room for two: two are paid, whoever they are, and asking again for those is always answered.
    @Test(OtherUser.needsRoot) func `daily_amount: of payouts that race for the last rupiah as many win as fit`() async throws {
        let stage = try stage
        let ids = (1...5).map { "daily-\($0)" }
        func ask() async throws -> [String: ActingAs.Outcome] {
            try await withThrowingTaskGroup(of: (String, ActingAs.Outcome).self) { group in
                for id in ids { group.addTask { (id, try await stage.call(as: 4302, "Remit", .payout(id))) } }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
        }
        let first = try await ask()
        let paid = Set(first.filter { $0.value.answer != nil }.keys)
        #expect(paid.count == 2, "\(first)")
        for (id, outcome) in first where !paid.contains(id) {
            #expect(outcome.failed("RESOURCE_EXHAUSTED", "DAILY_LIMIT_REACHED"), "\(outcome)")
            #expect(outcome.errors.contains("counted_amount: 200000"), "\(outcome)")
            #expect(outcome.errors.contains("retry"), "\(outcome)")
        }
        let again = try await ask()
        #expect(Set(again.filter { $0.value.answer != nil }.keys) == paid, "\(again)")
        // Fifty thousand are left.
        let rest = try await stage.call(as: 4302, "Remit", .payout("daily-6", amount: 50_000))
        #expect(rest.answer != nil, "\(rest)")
    }

    @Test(OtherUser.needsRoot) func `daily_count: what OY! rejects gives its place back`() async throws {
        let stage = try stage
        try await control.answer("/api/remit", #"{"status":{"code":"209","message":"no such account"}}"#)
        let rejected = try await stage.call(as: 4303, "Remit", .payout("few-1"))
        #expect(rejected.failed("NOT_FOUND", "BANK_ACCOUNT_NOT_FOUND"), "\(rejected)")
        #expect(try await stage.call(as: 4303, "Remit", .payout("few-2")).answer != nil)
        let third = try await stage.call(as: 4303, "Remit", .payout("few-3"))
        #expect(third.failed("RESOURCE_EXHAUSTED", "DAILY_LIMIT_REACHED"), "\(third)")
    }

    @Test(OtherUser.needsRoot) func `inquiry: required`() async throws {
        let stage = try stage
        let account: JSONValue = ["recipient_bank": "014", "recipient_account": "1239812390"]
        // Another caller's inquiry is nobody else's.
        try await gateway.call("InquireAccount", account)
        let refused = try await expectNothingSent { try await stage.call(as: 4304, "Remit", .payout("careful-1")) }
        #expect(refused.failed("FAILED_PRECONDITION", "INQUIRY_REQUIRED"), "\(refused)")
        #expect(try await stage.call(as: 4304, "InquireAccount", account).answer != nil)
        let paid = try await stage.call(as: 4304, "Remit", .payout("careful-1"))
        #expect(paid.answer != nil, "\(paid)")
    }

    @Test(OtherUser.needsRoot) func `an auditor sees everybody's payouts and changes nothing`() async throws {
        let stage = try stage
        try await gateway.call("Remit", .payout("audited-1"))
        let seen = try await stage.call(as: 4305, "GetPayout", ["partner_trx_id": "audited-1"])
        #expect(seen.answer?["payout"]?["caller"] == "tester", "\(seen)")
        for (rpc, request) in [
            ("Remit", JSONValue.payout("audited-2")), ("CancelPayout", ["partner_trx_id": "audited-1"]),
            ("ResolvePayout", ["partner_trx_id": "audited-1", "resolution": "PAID", "reason": "so"]),
            ("ApprovePayout", ["partner_trx_id": "audited-1"]),
        ] {
            let refused = try await expectNothingSent { try await stage.call(as: 4305, rpc, request) }
            #expect(refused.failed("PERMISSION_DENIED", "METHOD_NOT_ALLOWED"), "\(rpc): \(refused)")
        }
    }
}

/// A zone in which it is about noon, so that no day ends while the tests run. The names of these have the sign turned round.
private func zoneNearNoon() -> String {
    let east = 12 - time(nil) / 3_600 % 24
    return east < 0 ? "Etc/GMT+\(-east)" : "Etc/GMT-\(east)"
}
