import Contract
import TTRPC
import Testing

/// Rule 2: only an operator's word, once what was sent has settled, makes FAILED what OY! says nothing about; and that is final.
@Suite(.serialized, .ownProcesses) struct NotPaidTests {
    private static let plan = Stage.Plan { configuration in
        configuration.callers[0].more = ["role: operator"]
        configuration.more = "limits: { default_deadline: 1s }\npayouts: { settle: 6s, first_poll: 1s }\n"
    }

    private func expectNotPaid(_ gateway: RPCClient, _ comment: Comment) async throws {
        let told = try await gateway.refusal("Remit", .payout("said-unpaid"))
        #expect(told.code == .failedPrecondition && told.reason == "PAYOUT_NOT_PAID", "\(comment): \(told)")
        #expect(told.metadata["not_paid"] == "true" && told.metadata["state"] == "FAILED", "\(comment): \(told)")
    }

    @Test func `rule 2: NOT_PAID counts once it has settled, and for good`() async throws {
        let request: JSONValue = ["partner_trx_id": "said-unpaid", "resolution": "NOT_PAID", "reason": "OY! support, ticket 816"]
        try await Backstage.with(Self.plan) { backstage in
            let control = backstage.control
            let daemon = try await backstage.start()
            let gateway = try await daemon.connect()
            let silence = try await control.fault(["kind": "status", "path": "/api/remit-status", "forever": true])
            try await control.fault(["kind": "close_before_processing", "path": "/api/remit"])
            #expect(try await gateway.call("Remit", .payout("said-unpaid")).integer("state") == 2, "UNKNOWN")

            let early = try await gateway.refusal("ResolvePayout", request)
            #expect(early.code == .failedPrecondition && early.reason == "PAYOUT_NOT_SETTLED", "\(early)")
            #expect(try await gateway.state(of: "said-unpaid") == 2, "UNKNOWN")
            try await Task.sleep(for: try #require(early.retryDelay) + .milliseconds(50))
            let resolved = try await gateway.call("ResolvePayout", request).message("payout")
            #expect(resolved?.integer("state") == 5, "FAILED")
            #expect(resolved?.string("reason") == "OY! support, ticket 816")
            try await expectNotPaid(gateway, "before the kill")
            try await daemon.process.endAtOnce()
            try await control.removeFault(silence)

            let again = try await backstage.start()
            try await again.process.whileRunning {
                try await expectNotPaid(try await again.connect(), "after it")
            }
            #expect(try await control.remits(of: "said-unpaid").count == 1)
        }
    }
}
