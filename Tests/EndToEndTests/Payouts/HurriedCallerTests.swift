import Contract
import TestSupport
import Testing

/// Rule 6: who can't wait is told the truth, in place of an error that invites paying again.
@Suite(.serialized, .showsPrograms, .stage(
    Stage.Plan(simulator: ["--settle-after", "never"]) {
        $0.more = "limits: { default_deadline: 2s }\npayouts: { first_poll: 1s }\n"
    }))
struct HurriedCallerTests: StagedSuite {
    @Test func `rule 6: a deadline in the midst of sending is answered UNKNOWN, and the payout goes on`() async throws {
        let held = try await control.fault(["kind": "delay", "release": "before", "path": "/api/remit"])
        let answer = try await gateway.call("Remit", .payout("hurried"))
        #expect(answer.integer("state") == 2, "UNKNOWN")
        // Whoever asks again is told the same, and sends nothing.
        #expect(try await gateway.call("Remit", .payout("hurried")).integer("state") == 2, "UNKNOWN")
        try await control.untilHeld(held)

        try await control.release(held)
        let control = try control
        try await Patience.until("it never arrives") { try await control.books()["hurried"].accepted == 1 }
        try await control.send("POST", "payouts/hurried", ["state": "COMPLETED"])
        #expect(try await gateway.end(of: "hurried") == 4, "COMPLETED")
        #expect(try await control.remits(of: "hurried").count == 1)
        #expect(try await control.books()["hurried"].executed == 1)
    }

    @Test func `rule 6: who waits for the end of what OY! works on is told IN_PROGRESS at its deadline`() async throws {
        #expect(try await gateway.call("Remit", .payout("working")).integer("state") == 3, "IN_PROGRESS")
        let waited = try await gateway.call("WaitPayout", ["partner_trx_id": "working"]).message("payout")
        #expect(waited?.integer("state") == 3, "IN_PROGRESS")
        try await control.send("POST", "payouts/working", ["state": "COMPLETED"])
        #expect(try await gateway.end(of: "working") == 4, "COMPLETED")
        #expect(try await control.remits(of: "working").count == 1)
    }
}
