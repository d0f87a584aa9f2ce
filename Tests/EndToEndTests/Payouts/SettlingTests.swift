import Contract
import TestSupport
import Testing

/// Rule 3: what OY! does not have, long enough after it was sent, is sent again, the same bytes under the same id.
@Suite(.serialized, .showsPrograms, .stage(
    Stage.Plan { configuration in
        configuration.upstream = ["attempt_timeout: 3s"]
        configuration.more = "payouts: { settle: 1s, first_poll: 1s }\n"
    }))
struct SettlingTests: StagedSuite {
    @Test func `rule 3: what never arrived is sent once more after it has settled, and paid once`() async throws {
        try await control.fault(["kind": "close_before_processing", "path": "/api/remit"])
        #expect(try await gateway.call("Remit", .payout("lost")).integer("state") == 3, "IN_PROGRESS")
        #expect(try await gateway.end(of: "lost") == 4, "COMPLETED")
        let remits = try await control.remits(of: "lost")
        #expect(remits.count == 2 && Set(remits.map(\.body)).count == 1, "\(remits)")
        #expect(try await control.questions(about: "lost").contains { $0.number > remits[0].number && $0.number < remits[1].number })
        #expect(try await control.books()["lost"] == Books.Entry(received: 1, accepted: 1, executed: 1))
    }

    @Test func `rule 3: where the first one arrives after all, 203 says so, and it is paid once`() async throws {
        let gateway = try gateway
        let late = try await control.fault(["kind": "delay", "release": "before", "path": "/api/remit"])
        let second = try await control.fault(["kind": "delay", "release": "before", "path": "/api/remit"])
        async let answer = gateway.call("Remit", .payout("late"))
        try await control.untilHeld(late)
        try await control.untilHeld(second)
        try await control.release(late)
        let control = try control
        try await Patience.until("the first one never arrives") { try await control.books()["late"].accepted == 1 }
        try await control.release(second)

        let told = try await answer.integer("state")
        #expect(told == 3 || told == 4, "IN_PROGRESS, or COMPLETED by the time that OY! is asked")
        #expect(try await gateway.end(of: "late") == 4, "COMPLETED")
        let remits = try await control.remits(of: "late")
        #expect(remits.count == 2 && Set(remits.map(\.body)).count == 1, "\(remits)")
        let attempts = try LedgerEntries(path: stage.directory["ledger.db"]).ofKind("attempt")
        #expect(attempts.contains { $0["payout"] == "late" && $0["method"] == "remit" && $0["oy_code"] == "203" }, "\(attempts)")
        #expect(try await control.books()["late"] == Books.Entry(received: 2, accepted: 1, executed: 1))
    }
}
