import Contract
import TestSupport
import Testing
import TTRPC

/// Nothing ends by itself, and nothing is sent again while another test's answer is scripted.
private let plan = Stage.Plan(simulator: ["--settle-after", "never"]) { $0.more += "payouts: { settle: 10m }\n" }

/// `Remit`, answer by answer: what OY! says, what the caller hears, and that the money was asked for once.
@Suite(.serialized, .stage(plan), .showsPrograms)
struct RemitOutcomeTests: StagedSuite {
    /// An answer that says nothing of what became of the payout (rule 2).
    struct Silence: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var status = 200
        let body: String

        static func code(_ code: String) -> Silence {
            Silence(testDescription: code, body: #"{"status":{"code":"\#(code)","message":"OY! says \#(code)"},"trx_id":"OY-1"}"#)
        }

        static func http(_ status: Int, _ body: String = HTTPOutcomeTests.html) -> Silence {
            Silence(testDescription: "HTTP \(status)", status: status, body: body)
        }
    }

    static let silences: [Silence] =
        ["504", "999", "257", "225", "232", "264", "900", "777", ""].map(Silence.code)
        + [302, 404, 500, 502, 503, 504].map { Silence.http($0) }
        + [
            Silence.http(400, #"{"status":{"code":"000"},"trx_id":"OY-1","partner_trx_id":"%"}"#),
            Silence(testDescription: "HTML", body: HTTPOutcomeTests.html),
            Silence(testDescription: "an empty body", body: ""),
            Silence(testDescription: "JSON cut in the middle", body: #"{"status":{"code":"101","message":"Requ"#),
            Silence(testDescription: "accepted, without a trx_id", body: #"{"status":{"code":"101"},"partner_trx_id":"%"}"#),
            Silence(testDescription: "another payout's answer", body: #"{"status":{"code":"101"},"trx_id":"OY-1","partner_trx_id":"other"}"#),
            Silence(testDescription: "another amount", body: #"{"status":{"code":"101"},"trx_id":"OY-1","partner_trx_id":"%","amount":1}"#),
            Silence(testDescription: "paid, and no payout named", body: #"{"status":{"code":"000"},"trx_id":"OY-1"}"#),
        ]

    /// How often OY! was asked to pay under that name.
    private func timesSent(_ id: String) async throws -> Int {
        try await control.requests().count { $0.target == "/api/remit" && $0.body.contains("\"\(id)\"") }
    }

    /// Scripts the answer to the payout of that name, which `%` stands for.
    private func script(_ body: String, status: Int = 200, for id: String) async throws {
        // One that is paid closes the circuit, which the failures of the tests before have brought nearer to opening.
        try await gateway.call("Remit", .payout("before-\(id)"))
        try await control.answer("/api/remit", body.replacing("%", with: id), status: status)
    }

    @Test(arguments: [("000", 4), ("101", 3), ("102", 3), ("301", 3)])
    func `what OY! takes on is answered with its state`(code: String, state: Int64) async throws {
        let id = "taken-\(code)"
        try await script(
            #"{"status":{"code":"\#(code)","message":"ok"},"trx_id":"OY-\#(code)","partner_trx_id":"%","amount":100000}"#, for: id)
        let answer = try await gateway.call("Remit", .payout(id))
        #expect(answer.integer("state") == state)
        #expect(answer.string("trx_id") == "OY-\(code)")
        #expect(try await gateway.call("Remit", .payout(id)).integer("state") == state)
        #expect(try await timesSent(id) == 1)
    }

    @Test(arguments: Outcome.refusals)
    func `what OY! refuses, or says has failed, is an error that stays`(_ outcome: Outcome) async throws {
        let id = "refused-\(outcome.code)"
        try await script(
            #"{"status":{"code":"\#(outcome.code)","message":"\#(outcome.words)"},"trx_id":"","partner_trx_id":"%"}"#, for: id)
        guard case .error(let code, let reason, let domain) = outcome.ending else {
            Issue.record("no refusal")
            return
        }
        for _ in 0..<2 {
            let error = try await gateway.refusal("Remit", .payout(id))
            #expect((error.code, error.reason, error.domain) == (code, reason, domain))
            #expect(error.metadata["oy_code"] == outcome.code)
            #expect(error.metadata["oy_message"] == outcome.words)
            #expect(error.metadata["state"] == (outcome.code == "300" ? "FAILED" : "REJECTED"))
            // Of a name that OY! knows already nothing of the kind can be said: it may be paid.
            #expect(error.metadata["not_paid"] == (outcome.code == "203" ? nil : "true"))
        }
        #expect(try await timesSent(id) == 1)
    }

    @Test(arguments: silences)
    func `rule 2: what says nothing of the payout leaves it UNKNOWN`(_ silence: Silence) async throws {
        let id = "silent-\(silence.testDescription.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined())"
        try await script(silence.body, status: silence.status, for: id)
        let gateway = try gateway
        let call = Task { try await gateway.call("Remit", .payout(id)) }
        try await untilAttemptEnded(id)
        let payout = try await gateway.call("GetPayout", ["partner_trx_id": .string(id)]).message("payout")
        #expect(payout?.integer("state") == 2, "UNKNOWN")
        #expect(try await timesSent(id) == 1)
        // Who asked waits until its deadline (rule 6): that is another test.
        call.cancel()
        _ = await call.result
    }

    /// Waits until it is on disk what the first attempt came to.
    private func untilAttemptEnded(_ id: String) async throws {
        let ledger = LedgerEntries(path: try stage.directory["ledger.db"])
        try await Patience.until("the attempt at \(id) has no end") {
            try ledger.ofKind("attempt").contains {
                $0["payout"]?.string == id && $0["method"]?.string == "remit" && ["answered", "unknown"].contains($0["outcome"]?["code"]?.string)
            }
        }
    }

    @Test(arguments: [200, 429])
    func `rule 3: what OY! did not take on it is sent once more, the same bytes`(status: Int) async throws {
        let id = "later-\(status)"
        try await script(#"{"status":{"code":"429","message":"come again"}}"#, status: status, for: id)
        let answer = try await gateway.call("Remit", .payout(id))
        #expect(answer.integer("state") == 3, "IN_PROGRESS")
        let bodies = try await control.requests().filter { $0.body.contains("\"\(id)\"") }.map(\.body)
        #expect(bodies.count == 2 && Set(bodies).count == 1)
    }
}
