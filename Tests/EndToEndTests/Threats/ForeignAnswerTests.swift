import Contract
import TTRPC
import TestSupport
import Testing

/// A front that is broken, or means harm, answers twice: the first answer may be that to another caller's request
/// (docs/threat-model.md, "The network").
@Suite(.serialized, .showsPrograms, .stage(
    Stage.Plan(simulator: ["--settle-after", "never"]) { $0.more += "payouts: { settle: 10m }\n" }))
struct ForeignAnswerTests: StagedSuite {
    struct Refusal: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var status = 200
        let body: String
    }

    static let refusals = [
        Refusal(testDescription: "206", body: #"{"status":{"code":"206","message":"Balance not enough"}}"#),
        Refusal(testDescription: "201", body: #"{"status":{"code":"201","message":"User not found"}}"#),
        Refusal(testDescription: "429", body: #"{"status":{"code":"429","message":"come again"}}"#),
        Refusal(testDescription: "HTTP-401", status: 401, body: HTTPOutcomeTests.html),
        Refusal(testDescription: "HTTP-403", status: 403, body: HTTPOutcomeTests.html),
        Refusal(testDescription: "HTTP-429", status: 429, body: ""),
    ]

    @Test(arguments: refusals)
    func `rule 2: a refusal that names no payout is not that of one that OY! accepts next`(_ refusal: Refusal) async throws {
        let id = "foreign-\(refusal.testDescription)"
        // A connection that has served before: on a new one nothing can be foreign.
        try await gateway.call("Remit", .payout("before-\(id)"))
        try await control.fault([
            "kind": "foreign_answer", "path": "/api/remit", "status": .number("\(refusal.status)"), "body": .string(refusal.body),
        ])

        let answer = try await gateway.call("Remit", .payout(id))

        #expect(answer.integer("state") == 3, "IN_PROGRESS, as remit-status says")
        #expect(try await control.remits(of: id).count == 1)
        #expect(try await control.questions(about: id).count == 1)
        let ends = try LedgerEntries(path: try stage.directory["ledger.db"]).ofKind("attempt").filter {
            $0["payout"]?.string == id && $0["method"]?.string == "remit" && $0["outcome"]?["code"]?.string != "begun"
        }
        #expect(ends.map { $0["outcome"]?["reason"]?.string } == ["answer_stands_not_alone"])
    }
}
