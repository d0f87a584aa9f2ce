import Contract
import TTRPC
import TestSupport
import Testing

/// An operator gives a caller another name, and restarts.
@Suite(.serialized, .ownProcesses) struct RenamedCallerTests {
    private static let warning = "but tester has some, was served with the same uid"

    @Test func `a caller that is renamed with a restart is warned of, and does not pay again`() async throws {
        try await Backstage.with { backstage in
            var renamed = backstage
            renamed.configuration.callers[0].name = "wages"
            let payout = JSONValue.payout("before")

            let first = try await backstage.start()
            let state = try await first.process.whileRunning {
                #expect(!first.log.contains("A caller may have been renamed"))
                return try await first.connect().call("Remit", payout).integer("state")
            }
            let yaml = try backstage.directory.write("renamed.yaml", renamed.configuration.yaml)
            let check = try await ProgramRun.of(.oyd, ["--config", yaml, "--check"])
            #expect(check.status == .exited(0), "\(check)")
            #expect(check.output.contains("\nwarning  caller wages: has no payouts in the ledger, \(Self.warning)"), "\(check)")

            let second = try await renamed.start()
            try await second.process.whileRunning {
                let line = try await second.process.standardError.line(containing: "A caller may have been renamed")
                #expect(line.contains(" WARNING ") && line.contains(Self.warning), "\(line)")
                let gateway = try await second.connect()
                let refusal = try await gateway.refusal("Remit", payout)
                #expect((refusal.code, refusal.reason) == (.alreadyExists, "PAYOUT_ID_REUSED"))
                #expect(refusal.message.contains("by caller tester") && refusal.message.contains("must not be paid under another id"), "\(refusal)")
                #expect(refusal.metadata["not_paid"] == nil)
                // Another payout under that name is told from it.
                let other = try await gateway.refusal("Remit", .payout("before", amount: 100_001))
                #expect(other.reason == "PAYOUT_ID_REUSED" && !other.message.contains("tester"), "\(other)")
            }
            #expect(try await backstage.control.remits(of: "before").count == 1)

            let third = try await backstage.start()
            try await third.process.whileRunning {
                let again = try await third.connect().call("Remit", payout).integer("state")
                #expect(again == state)
                #expect(!third.log.contains("A caller may have been renamed"))
            }
            #expect(try await backstage.control.remits(of: "before").count == 1)
        }
    }
}
