import Contract
import TTRPC
import Testing

/// Rule 4: however often a payout is asked for, it is one.
@Suite(.serialized, .showsPrograms, .stage(Stage.Plan(simulator: ["--settle-after", "never"])))
struct OneFlightTests: StagedSuite {
    @Test func `rule 4: twenty at once by two connections are one request at OY!, and one answer`() async throws {
        let connections = [try gateway, try await stage.daemon.connect()]
        let held = try await control.fault(["kind": "delay", "release": "before", "path": "/api/remit"])
        let control = try control
        let answers = try await withThrowingTaskGroup(of: JSONValue.self) { group in
            for number in 0..<20 {
                group.addTask { try await connections[number % 2].call("Remit", .payout("shared")).value }
            }
            try await control.untilHeld(held)
            // Meanwhile the others come, too. Whoever came later would be told the same.
            for connection in connections { try await connection.call("WhoAmI") }
            try await control.release(held)
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 20 && answers.allSatisfy { $0 == answers[0] }, "\(answers)")
        #expect(answers[0]["state"]?.description.contains("IN_PROGRESS") == true)

        let other = try await gateway.refusal("Remit", .payout("shared", amount: 100_001))
        #expect((other.code, other.reason) == (.alreadyExists, "PAYOUT_ID_REUSED"))
        #expect(other.metadata["not_paid"] == nil)
        #expect(try await gateway.call("Remit", .payout("shared")).value == answers[0])
        #expect(try await control.remits(of: "shared").count == 1)
        #expect(try await control.books()["shared"].accepted == 1)
    }
}
