import Contract
import TTRPC
import Testing

/// Rule 2: where OY! does not say what became of a payout, an operator does, who has it from OY!'s support.
@Suite(.serialized, .showsPrograms, .stage(
    Stage.Plan { configuration in
        configuration.callers[0].more = ["role: operator"]
        configuration.more = "limits: { default_deadline: 2s }\npayouts: { settle: 1s, first_poll: 1s }\n"
    }))
struct ResolutionTests: StagedSuite {
    /// A payout of that name that OY! says nothing about, and the fault that keeps it from doing so.
    private func makeUnknown(_ id: String, _ kind: JSONValue) async throws -> String {
        let silence = try await control.fault(["kind": "status", "path": "/api/remit-status", "forever": true])
        try await control.fault(["kind": kind, "path": "/api/remit"])
        #expect(try await gateway.call("Remit", .payout(id)).integer("state") == 2, "UNKNOWN")
        return silence
    }

    private func resolve(_ id: String, _ resolution: JSONValue) async throws -> Int64? {
        let request: JSONValue = ["partner_trx_id": .string(id), "resolution": resolution, "reason": "OY! support, ticket 815"]
        return try await gateway.call("ResolvePayout", request).message("payout")?.integer("state")
    }

    @Test func `rule 2: PAID ends it as COMPLETED, and nothing is sent again`() async throws {
        let silence = try await makeUnknown("said-paid", "close_after_processing")
        #expect(try await resolve("said-paid", "PAID") == 4, "COMPLETED")
        try await control.removeFault(silence)
        let again = try await gateway.call("Remit", .payout("said-paid"))
        #expect(again.integer("state") == 4, "COMPLETED")
        let payout = try await gateway.call("GetPayout", ["partner_trx_id": "said-paid"]).message("payout")
        #expect((payout?.string("decided_by"), payout?.string("reason")) == ("tester", "OY! support, ticket 815"))
        // The call behind it is the next thing that OY! hears.
        try await gateway.call("GetBalance")
        #expect(try await control.requests().last?.target == "/api/balance")
        #expect(try await control.remits(of: "said-paid").count == 1)
    }

    @Test func `rule 2: RESEND sends the same bytes once more, and it is paid once`() async throws {
        let silence = try await makeUnknown("said-lost", "close_before_processing")
        #expect(try await control.remits(of: "said-lost").count == 1)
        let state = try await resolve("said-lost", "RESEND")
        #expect(state == 2 || state == 3, "UNKNOWN while it is sent, IN_PROGRESS once OY! has it")
        try await control.removeFault(silence)
        #expect(try await gateway.end(of: "said-lost") == 4, "COMPLETED")
        let remits = try await control.remits(of: "said-lost")
        #expect(remits.count == 2 && Set(remits.map(\.body)).count == 1, "\(remits)")
        #expect(try await control.books()["said-lost"] == Books.Entry(received: 1, accepted: 1, executed: 1))
        // In none that is final is there anything to decide.
        let late = try await gateway.refusal(
            "ResolvePayout", ["partner_trx_id": "said-lost", "resolution": "RESEND", "reason": "in doubt"])
        #expect(late.code == .failedPrecondition)
    }
}
