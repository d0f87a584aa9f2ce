import Contract
import Glibc
import TestSupport
import Testing

/// Four eyes, with real uids, across restarts.
@Suite(.ownProcesses) struct ApprovalTests {
    private static let requester: UInt32 = 4311
    private static let chief: UInt32 = 4312

    private static let plan = Stage.Plan { configuration in
        configuration.socketMode = "0666"
        configuration.callers = [
            .init(name: "payroll", uid: requester, methods: ["*"], more: ["approval_above: 100000"]),
            .init(name: "chief", uid: chief, methods: ["*"], more: ["role: approver"]),
            .init(name: "boss", uid: requester, methods: ["*"], more: ["role: approver", "gid: 77"]),
            .init(name: "tester", uid: getuid(), methods: ["*"], more: ["role: operator"]),
        ]
        configuration.more = "payouts: { approve_within: 24h }\n"
    }

    private func state(_ outcome: ActingAs.Outcome) -> JSONValue? {
        outcome.answer?["state"] ?? outcome.answer?["payout"]?["state"]
    }

    @Test(OtherUser.needsRoot) func `a payout above the limit is sent when another person has approved it, and not before`() async throws {
        try await Stage.with(Self.plan) { stage in
            let small = try await stage.call(as: Self.requester, "Remit", .payout("small", amount: 100_000))
            #expect(state(small) == "IN_PROGRESS" || state(small) == "COMPLETED", "\(small)")
            try await stage.control.forgetRequests()
            let asked = try await stage.call(as: Self.requester, "Remit", .payout("large", amount: 100_001))
            #expect(state(asked) == "AWAITING_APPROVAL", "\(asked)")
            // Nobody approves its own, under whatever name, nor somebody without the role.
            let id: JSONValue = ["partner_trx_id": "large", "reason": "as agreed"]
            let own = try await stage.call(as: Self.requester, "ApprovePayout", id)
            #expect(own.failed("PERMISSION_DENIED", "METHOD_NOT_ALLOWED"), "\(own)")
            let seen = try await stage.call(as: Self.chief, "ListPayouts", ["states": ["AWAITING_APPROVAL"]])
            #expect(seen.answer?.description.contains("large") == true, "\(seen)")
            let approved = try await stage.call(as: Self.chief, "ApprovePayout", id)
            #expect(state(approved) == "RECORDED", "\(approved)")
            #expect(try await stage.control.requests(count: 1).first?.target.contains("/api/remit") == true)
            let sent = try await stage.gateway.call("GetPayout", ["partner_trx_id": "large"])
            #expect(sent.message("payout")?.string("decided_by") == "chief")
            let history = try LedgerOnDisk(path: stage.directory["ledger.db"]).history(of: "large").joined(separator: "\n")
            #expect(history.contains(#""detail":"approved by chief: as agreed""#), "\(history)")
            #expect(history.contains(#""uid":4312"#))
        }
    }

    @Test(OtherUser.needsRoot) func `one uid under two names is one person`() async throws {
        try await Stage.with(Self.plan) { stage in
            let asked = try await stage.call(as: Self.requester, "Remit", .payout("own", amount: 100_001))
            #expect(state(asked) == "AWAITING_APPROVAL", "\(asked)")
            // The same uid, by another group another caller: boss, who is an approver.
            let run = try await ProgramRun.of(
                "/usr/bin/setpriv",
                [
                    "--reuid", "\(Self.requester)", "--regid", "77", "--clear-groups", "--", Binary.oyctl.path, "call", "--socket",
                    stage.daemon.socketPath, "ApprovePayout", #"{"partner_trx_id":"own"}"#,
                ])
            #expect(run.status == .exited(1), "\(run)")
            #expect(run.errors.contains("PAYOUT_NEEDS_ANOTHER_PERSON"), "\(run)")
            let id: JSONValue = ["partner_trx_id": "own", "reason": "who is that?"]
            let declined = try await stage.call(as: Self.chief, "DeclinePayout", id)
            #expect(state(declined) == "CANCELLED", "\(declined)")
            let again = try await stage.call(as: Self.requester, "Remit", .payout("own", amount: 100_001))
            #expect(again.failed("FAILED_PRECONDITION", "PAYOUT_CANCELLED"), "\(again)")
            #expect(again.errors.contains("who is that?"))
        }
    }

    @Test(OtherUser.needsRoot) func `waiting for approval outlives a kill, and so does its end`() async throws {
        try await Stage.with(Self.plan) { stage in
            _ = try await stage.call(as: Self.requester, "Remit", .payout("kept", amount: 200_000))
            try await stage.daemon.process.endAtOnce()
            // Whoever is asked now has little time. The one before keeps the time that it was given.
            var hasty = stage.backstage
            hasty.configuration.more = "payouts: { approve_within: 1s }\n"
            let second = try await hasty.start()
            try await second.process.whileRunning {
                _ = try await ActingAs.user(Self.requester, on: second.socketPath, "Remit", .payout("late", amount: 200_000))
                try await second.process.endAtOnce()
            }
            let third = try await stage.backstage.start()
            try await third.process.whileRunning {
                let socket = third.socketPath
                let again = try await ActingAs.user(Self.requester, on: socket, "Remit", .payout("kept", amount: 200_000))
                #expect(state(again) == "AWAITING_APPROVAL", "\(again)")
                let approved = try await ActingAs.user(Self.chief, on: socket, "ApprovePayout", ["partner_trx_id": "kept"])
                #expect(state(approved) == "RECORDED", "\(approved)")
                #expect(try await stage.control.requests(count: 1).first?.target.contains("/api/remit") == true)
                let gateway = try await third.connect()
                let late = try await gateway.call("WaitPayout", ["partner_trx_id": "late"], timeout: Patience.event)
                #expect(late.message("payout")?.integer("state") == 8)
                #expect(late.message("payout")?.string("reason") == "was not approved in time")
            }
            let paid = try await stage.control.payouts().description
            #expect(paid.contains("kept") && !paid.contains("late"), "\(paid)")
        }
    }
}
