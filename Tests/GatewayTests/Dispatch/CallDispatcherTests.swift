import Contract
import TestSupport
import Testing

@testable import Gateway

/// What is written down of a call and when, and what the gateway says of itself.
@Suite struct CallDispatcherTests {
    private static let create = #"{"partner_user_id":"u-1","bank_code":"002","amount":5000}"#
    private static let created = AttemptOutcome.said("000", #""id":"va-1","va_number":"8001234567890001""#)

    // MARK: Writing down

    @Test("A change is on disk before it is sent and before it is answered")
    func changeIsCommitted() async throws {
        let ledger = FakeLedger()
        let upstream = ScriptedUpstream([Self.created]) { _ in
            #expect(ledger.state.value.entries.map(\.kind) == [.attempt])
            #expect(ledger.state.value.commits == 1)
        }
        let gateway = try TestGateway(upstream, ledger: ledger)
        let answer = try await gateway.call("CreateVirtualAccount", Self.create).get()
        #expect(answer.string("id") == "va-1")
        #expect(ledger.state.value.commits == 2)
        let entry = try #require(gateway.entries.last)
        #expect(entry.kind == .call)
        #expect(entry.outcome == AuditOutcome(code: "OK"))
        #expect(entry.oyCode == "000")
        #expect(entry.attempts == 1)
    }

    @Test("A ledger that fails after OY! has acted keeps the caller from nothing, and the operator hears of it")
    func ledgerFailsAfterwards() async throws {
        let ledger = FakeLedger()
        let upstream = ScriptedUpstream([Self.created]) { _ in ledger.isBroken = true }
        let gateway = try TestGateway(upstream, ledger: ledger)
        let answer = try await gateway.call("CreateVirtualAccount", Self.create).get()
        #expect(answer.string("id") == "va-1")
        #expect(gateway.log.failed == [.unavailable(detail: "broken by the test")])
    }

    @Test("A read is served without a ledger, and is only noted", arguments: [false, true])
    func readIsNoted(isBroken: Bool) async throws {
        let ledger = FakeLedger()
        ledger.isBroken = isBroken
        let gateway = try TestGateway(ScriptedUpstream([.said("000", #""balance":7"#)]), ledger: ledger)
        #expect(try await gateway.call("GetBalance").get().integer("balance") == 7)
        #expect(gateway.entries.map(\.kind) == (isBroken ? [] : [.call]))
        #expect(ledger.state.value.commits == 0)
        #expect(gateway.log.failed.isEmpty)
    }

    // MARK: The gateway's own

    @Test("WhoAmI says what the kernel and the configuration say")
    func whoAmI() async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        let answer = try await gateway.call("WhoAmI", as: .ops).get()
        #expect(answer.string("name") == "ops")
        #expect(answer.integer("uid") == 1004)
        #expect(answer.integer("gid") == 100)
        #expect(answer.integer("pid") == 4242)
        #expect(answer.strings("methods").contains("oy.v1.PayoutService/ResolvePayout"))
        #expect(answer.string("role") == "operator")
        #expect(try await gateway.call("WhoAmI").get().has("role") == false)
    }

    @Test("GetInfo says what is running")
    func info() async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        for _ in 0..<Limits.circuitFailureThreshold { gateway.gate.report(.absent, of: .payouts, at: gateway.clock.now) }
        let answer = try await gateway.call("GetInfo").get()
        #expect(answer.string("version") == "1.2.3")
        #expect(answer.string("base_url") == "https://oy.test")
        #expect(answer.string("circuit") == "open")
        #expect(answer.string("started_at") == second(0).rfc3339)
        #expect(answer.string("credentials_loaded_at") == second(1).rfc3339)
    }
}
