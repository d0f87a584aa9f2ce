import Contract
import TestSupport
import Testing

@testable import Gateway

/// What `GetInfo` tells of payouts and alarms, and to whom.
@Suite struct InfoTests {
    /// Two payouts of payroll's that are UNKNOWN, the older for less long, one that was never sent and one that is over.
    private func gateway() throws -> TestGateway {
        let gateway = try TestGateway(ScriptedUpstream([]))
        for (id, state, asked, unknown) in [
            ("a", PayoutState.unknown, 10, 50), ("b", .unknown, 20, 40), ("c", .awaitingApproval, 30, nil), ("d", .completed, 5, nil),
        ] as [(String, PayoutState, Double, Double?)] {
            var payout = Payout(
                partnerTrxID: id, caller: "payroll", body: Array("{}".utf8), amountRupiah: 1, recipientBank: "014", createdAt: second(asked),
                state: state, sendUntil: second(0), nextActionAt: state.isFinal ? nil : second(0))
            payout.unknownSince = unknown.map { second($0) }
            payout.finalAt = state.isFinal ? second(6) : nil
            gateway.ledger[id] = payout
        }
        return gateway
    }

    @Test("A role hears how many payouts are open in each state, and since when", arguments: [Caller.auditor, .ops, .chief])
    func roles(caller: Caller) async throws {
        let answer = try await gateway().call("GetInfo", as: caller).get()
        let open = answer.messages("open_payouts").map { payouts in
            [
                PayoutState(number: payouts.integer("state"))?.rawValue ?? "?", "\(payouts.integer("count"))",
                payouts.string("oldest_created_at"), payouts.string("oldest_unknown_since"),
            ]
        }
        #expect(open.sorted { $0[0] < $1[0] } == [
            ["AWAITING_APPROVAL", "1", second(30).rfc3339, ""], ["IN_PROGRESS", "0", "", ""], ["RECORDED", "0", "", ""],
            ["UNKNOWN", "2", second(10).rfc3339, second(40).rfc3339],
        ])
        #expect(answer.strings("alarms") == ["configuration_refused", "payout_unknown_long"])
    }

    /// Attack: a service finds out how much the others pay, and how it goes.
    @Test("Without a role nobody hears of payouts, not even whether there are any")
    func services() async throws {
        let told = try await gateway().call("GetInfo").get()
        let none = try await TestGateway(ScriptedUpstream([])).call("GetInfo").get()
        #expect(told == none)
        #expect(told.count("open_payouts") == 0)
        #expect(told.strings("alarms") == ["configuration_refused"])
        #expect(told.string("time_zone") == "Asia/Jakarta")
    }

    @Test("However often it is asked, payouts are counted once a second")
    func bounded() async throws {
        let gateway = try gateway()
        func unknown() async throws -> Int64? {
            let open = try await gateway.call("GetInfo", as: .auditor).get().messages("open_payouts")
            return open.first { $0.integer("state") == PayoutState.unknown.number }?.integer("count")
        }
        #expect(try await unknown() == 2)
        var paid = try #require(gateway.ledger["a"])
        (paid.state, paid.nextActionAt, paid.finalAt) = (.completed, nil, second(60))
        gateway.ledger["a"] = paid
        #expect(try await unknown() == 2)
        try await gateway.clock.sleep(until: gateway.clock.now.advanced(by: Limits.summaryAge))
        #expect(try await unknown() == 1)
        gateway.ledger.state.update { $0.isBroken = true }
        try await gateway.clock.sleep(until: gateway.clock.now.advanced(by: Limits.summaryAge))
        #expect(try await unknown() == nil, "an old count would be taken for true")
        #expect(try await unknown() == nil)
    }

    @Test("A ledger that can't be read is an alarm, and no number")
    func unreadable() async throws {
        let gateway = try gateway()
        gateway.ledger.state.update { $0.isBroken = true }
        let answer = try await gateway.call("GetInfo", as: .auditor).get()
        #expect(answer.count("open_payouts") == 0)
        #expect(answer.strings("alarms") == ["configuration_refused", "ledger_unavailable"])
        // That is everybody's business: such a caller's payouts are refused.
        #expect(try await gateway.call("GetInfo").get().strings("alarms") == ["configuration_refused", "ledger_unavailable"])
    }
}
