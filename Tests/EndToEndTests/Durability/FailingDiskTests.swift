import Contract
import TTRPC
import TestSupport
import Testing

/// A disk that takes nothing any more, whose syncs fail (EIO): nobody is paid, nobody is told what is not so, and all of it is made good
/// once the disk is back.
@Suite(.serialized, .ownProcesses) struct FailingDiskTests {
    @Test func `rule 7: what can't be written down is not sent`() async throws {
        try await ProbedStage.with { stage in
            try await stage.gateway.call("Remit", .payout("warm"))
            try await stage.untilQuiet()
            try await stage.control.forgetRequests()
            stage.journal.failSyncs()

            let mark = stage.journal.mark
            let payout = try await stage.gateway.refusal("Remit", .payout("unwritten"))
            let account = try await stage.gateway.refusal(
                "CreateVirtualAccount", ["partner_user_id": "user-1", "bank_code": "002", "amount": 500000])
            #expect((payout.code, payout.reason) == (.unavailable, "LEDGER_UNAVAILABLE"))
            #expect((account.code, account.reason) == (.unavailable, "LEDGER_UNAVAILABLE"))
            #expect(payout.metadata["not_paid"] == nil, "it may turn up after all, so nobody is invited to use another id")
            #expect(try await stage.postVerdict() == 503, "OY! is to send it again")
            let seen = stage.journal.since(mark)
            #expect(seen.contains("f") && !seen.contains("s") && !seen.contains("t"), "\(seen)")
            // Who only reads is served.
            try await stage.gateway.call("GetBalance")

            try await stage.heal()
            #expect(try await stage.gateway.refusal("GetPayout", ["partner_trx_id": "unwritten"]).code == .notFound)
            let paid = try await stage.gateway.call("Remit", .payout("unwritten"))
            #expect(paid.integer("state") == 3, "IN_PROGRESS")
            #expect(try await stage.control.requests(count: 2).map(\.target) == ["/api/balance", "/api/remit"])
        }
    }

    /// So long an outage ends with the ledger opened anew; a copy, or an audit, that has begun meanwhile does not stand in the way.
    @Test(SQLiteProgram.isNeeded)
    func `rule 7: once the disk is back it is paid, also while another program reads the ledger`() async throws {
        try await ProbedStage.with { stage in
            try await stage.gateway.call("Remit", .payout("before"))
            let reader = try ChildProcess(SQLiteProgram.path, [
                stage.backstage.configuration.ledgerPath, "BEGIN", "SELECT 'rows', count(*) FROM payouts",
                ".shell echo begun; until test -e \(stage.stage.directory["end"]); do sleep 0.05; done",
            ])
            try await reader.standardOutput.line(containing: "begun")
            stage.journal.failSyncs()
            #expect(try await stage.gateway.refusal("Remit", .payout("unwritten")).reason == "LEDGER_UNAVAILABLE")
            // While it is closed, to be opened anew, it can't be read either.
            try await Patience.until("the ledger is never opened anew") {
                do {
                    try await stage.gateway.call("GetPayout", ["partner_trx_id": "before"])
                    return false
                } catch let failure as RPCFailure {
                    return failure.reason == "LEDGER_UNAVAILABLE"
                }
            }

            let mark = stage.daemon.process.standardError.mark
            try await stage.heal()
            try await stage.daemon.process.standardError.line(containing: "Another program reads the ledger", after: mark)
            #expect(try await stage.gateway.call("Remit", .payout("unwritten")).integer("state") == 3, "IN_PROGRESS")
            #expect(reader.isRunning)
            try stage.stage.directory.write("end", "")
            #expect(try await reader.exitStatus() == .exited(0))
        }
    }

    @Test func `rule 1: an outcome that could not be kept is asked for again, and told once it is on disk`() async throws {
        try await ProbedStage.with { stage in
            let gateway = stage.gateway
            let held = try await stage.control.fault(["kind": "delay", "release": "after", "path": "/api/remit"])
            async let answer = gateway.call("Remit", .payout("heard"))
            let sent = try await stage.failSyncs(beforeReleasing: held)
            try await stage.heal()

            #expect(try await answer.integer("state") == 3, "IN_PROGRESS")
            let seen = stage.journal.since(sent)
            #expect(seen.contains(/^wf[wft]*s[wst]*t(ws)+w?u/), "\(seen)")
            let targets = try await stage.control.requests(count: 2).map { $0.target.prefix { $0 != "?" } }
            #expect(targets.first == "/api/remit" && targets.dropFirst().allSatisfy { $0 == "/api/remit-status" }, "\(targets)")
        }
    }

    @Test func `rule 5: an outcome that may not have got to the disk is known after the next start`() async throws {
        try await ProbedStage.with { stage in
            let gateway = stage.gateway
            let held = try await stage.control.fault(["kind": "delay", "release": "after", "path": "/api/remit"])
            async let answer = try? gateway.call("Remit", .payout("unheard"))
            _ = try await stage.failSyncs(beforeReleasing: held)
            try await stage.daemon.process.endAtOnce()
            #expect(await answer == nil, "nobody is told what is not on disk")

            let next = try await stage.backstage.start()
            try await next.process.whileRunning {
                // The ledger alone is asked: who finds it out is the resolver.
                let gateway = try await next.connect()
                try await Patience.until("it is never found out", every: .milliseconds(50)) {
                    try await gateway.state(of: "unheard") == 3  // IN_PROGRESS
                }
            }
            #expect(try await stage.control.requests(count: 2).count { $0.target == "/api/remit" } == 1)
        }
    }
}

extension ProbedStage {
    /// Has the disk fail once OY! has a payout and before its answer comes, and waits until the daemon could not write that down.
    ///
    /// - Parameter held: the fault that holds the answer back.
    /// - Returns: the moment before the answer.
    fileprivate func failSyncs(beforeReleasing held: String) async throws -> Int {
        try await control.untilHeld(held)
        journal.failSyncs()
        let mark = journal.mark
        try await control.release(held)
        try await daemon.process.standardError.line(containing: "The ledger cannot be written")
        return mark
    }
}
