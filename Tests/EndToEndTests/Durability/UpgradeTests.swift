import Contract
import TestSupport
import Testing

/// A new program on the ledger of the one before, in the midst of a payout.
@Suite(.serialized, .ownProcesses) struct UpgradeTests {
    private static let plan = Stage.Plan { $0.more = "payouts: { settle: 1s, first_poll: 1s }\n" }

    @Test func `rules 3 and 5: what the version before had sent is finished, and not sent again`() async throws {
        try await Backstage.with(Self.plan) { backstage in
            let (control, ledger) = (backstage.control, backstage.configuration.ledgerPath)
            let held = try await control.fault(["kind": "delay", "release": "after", "path": "/api/remit"])
            let before = try await backstage.start()
            try await before.process.whileRunning {
                let gateway = try await before.connect()
                async let answer = try? gateway.call("Remit", .payout("in-between"))
                try await control.untilHeld(held)
                try await before.process.endAtOnce()
                #expect(await answer == nil)
            }
            try await control.release(held)
            try DowngradedLedger.replace(ledger)

            let verified = try await ProgramRun.of(.oyctl, ["audit", "verify", "--payouts", ledger])
            #expect(verified.status == .exited(0) && verified.output.contains("1 payout"), "\(verified)")
            let file = try backstage.directory.write("checked.yaml", backstage.configuration.yaml)
            let check = try await ProgramRun.of(.oyd, ["--config", file, "--check"])
            #expect(check.status == .exited(0), "\(check)")
            #expect(try DowngradedLedger.version(of: ledger) == DowngradedLedger.version, "looking changes nothing")

            let now = try await backstage.start()
            try await now.process.whileRunning {
                let gateway = try await now.connect()
                let found = try await gateway.call("GetPayout", ["partner_trx_id": "in-between"]).message("payout")
                #expect(found?.integer("attempts") == 1)
                let end = try await gateway.call("WaitPayout", ["partner_trx_id": "in-between"], timeout: Patience.event)
                #expect(end.message("payout")?.integer("state") == 4, "COMPLETED")
            }
            #expect(try await control.remits(of: "in-between").count == 1)
            #expect(try await control.books()["in-between"] == Books.Entry(received: 1, accepted: 1, executed: 1))
            #expect(try DowngradedLedger.version(of: ledger) == DowngradedLedger.version + 1)
            let again = try await ProgramRun.of(.oyctl, ["audit", "verify", "--payouts", ledger])
            #expect(again.status == .exited(0), "\(again)")
        }
    }
}
