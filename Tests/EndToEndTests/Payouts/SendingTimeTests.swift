import Contract
import TestSupport
import Testing

/// Rule 3: sending goes on by itself for `send_for`, and then no more.
@Suite(.serialized, .showsPrograms, .stage(
    Stage.Plan { configuration in
        configuration.upstream = ["attempt_timeout: 1500ms"]
        configuration.more = """
            limits: { default_deadline: 2s }
            payouts: { settle: 1s, send_for: 3s }
            metrics: { listen: "127.0.0.1:0" }

            """
    }))
struct SendingTimeTests: StagedSuite {
    @Test func `rule 3: what could not be sent in time is CANCELLED, alarmed, and never sent`() async throws {
        let alarm = #"oyd_payout_alarms_total{alarm="not_sent_in_time"}"#
        let before = try await Scrape.of(stage.daemon)[alarm] ?? 0
        let fault = try await control.fault(["kind": "refuse", "forever": true])
        let told = try await gateway.call("Remit", .payout("too-late")).integer("state")
        #expect(told == 1 || told == 2, "RECORDED, or UNKNOWN in the midst of an attempt")
        #expect(try await gateway.end(of: "too-late") == 8, "CANCELLED")
        let payout = try await gateway.call("GetPayout", ["partner_trx_id": "too-late"]).message("payout")
        #expect(payout?.string("reason") == "could not be sent in time")
        #expect(payout?.string("decided_by") == "", "nobody's decision")
        #expect(try await Scrape.of(stage.daemon)[alarm] == before + 1)

        try await control.removeFault(fault)
        let error = try await gateway.refusal("Remit", .payout("too-late"))
        #expect((error.reason, error.metadata["not_paid"]) == ("PAYOUT_CANCELLED", "true"))
        // OY! can be reached again, and the resolver has looked since: it has sent another payout once more.
        let control = try control
        _ = try await control.fault(["kind": "close_before_processing", "path": "/api/remit"])
        try await gateway.call("Remit", .payout("in-time"))
        try await Patience.until("nothing is sent again") { try await control.remits(of: "in-time").count == 2 }
        #expect(try await control.remits(of: "too-late").isEmpty)
        #expect(try await control.books()["too-late"] == Books.Entry())
    }

    @Test func `rule 3: what OY! does not have after that time is asked about, and not sent again`() async throws {
        let fault = try await control.fault(["kind": "close_before_processing", "path": "/api/remit", "forever": true])
        let control = try control
        #expect(try await gateway.call("Remit", .payout("unheard")).integer("state") == 2, "UNKNOWN")
        let first = try #require(try await control.remits(of: "unheard").first)
        // A question that came after that time, was answered "no such payout", and was followed by another one.
        func late() async throws -> [RecordedRequest] {
            try await control.questions(about: "unheard").filter { $0.time > first.time + 3_000 }
        }
        try await Patience.until("OY! is asked no more", every: .milliseconds(100)) { try await late().count >= 2 }
        let question = try #require(try await late().first)
        let remits = try await control.remits(of: "unheard")
        #expect(remits.allSatisfy { $0.number < question.number }, "\(remits)")
        #expect(Set(remits.map(\.body)).count == 1, "the same bytes, however often")
        #expect(try await gateway.state(of: "unheard") == 2, "UNKNOWN: nobody has said that it was not paid")
        try await control.removeFault(fault)
    }
}
