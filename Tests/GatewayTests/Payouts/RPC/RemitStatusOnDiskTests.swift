import Contract
import TestSupport
import Testing

@testable import Gateway

/// GetRemitStatus: what OY! says is on disk before it is heard, and outlasts what it says later.
@Suite struct RemitStatusOnDiskTests: PayoutCallSuite {
    @Test("Rule 1: one's own payout's status comes with the state, and an end is on disk before it is heard", arguments: [
        ("000", PayoutState.completed), ("102", .inProgress), ("300", .failed), ("209", .failed),
    ])
    func ownStatus(code: String, state: PayoutState) async throws {
        // The second answer is the processor's, which asks for itself.
        let gateway = try TestGateway(ScriptedUpstream([.said(code, Self.named), .said(code, Self.named)]))
        gateway.ledger["pay-1"] = try stored()
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).get()
        #expect(answer.integer("state") == state.number)
        #expect(gateway.ledger["pay-1"]?.state == state)
    }

    @Test("Rule 1: that OY! has it is on disk before it is heard", arguments: ["101", "102", "301"])
    func onDiskBeforeItIsHeard(code: String) async throws {
        let upstream = ScriptedUpstream([.said(code, #""partner_trx_id":"pay-1","amount":125000"#)])
        let gateway = try gateway(upstream, with: try stored(.unknown))
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).get()
        #expect(answer.integer("state") == PayoutState.inProgress.number)
        #expect(gateway.ledger["pay-1"]?.isAcknowledged == true)
        #expect(gateway.ledger["pay-1"]?.state == .inProgress)
    }

    @Test("Rule 1: what can't be written down in time is not told: the payout is UNKNOWN still")
    func notInTime() async throws {
        let upstream = ScriptedUpstream([.said("102", #""partner_trx_id":"pay-1","amount":125000"#)])
        let gateway = try gateway(upstream, with: try stored(.unknown))
        let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#, within: .zero).get()
        #expect(answer.integer("state") == PayoutState.unknown.number)
        #expect(answer.message("status")?.string("code") != "102")
        try await gateway.ledger.until("pay-1") { $0.isAcknowledged }
    }

    @Test("Nor what the ledger does not take")
    func acknowledgedWithoutALedger() async throws {
        let upstream = ScriptedUpstream([.said("102", #""partner_trx_id":"pay-1","amount":125000"#)])
        let gateway = try gateway(upstream, with: try stored(.unknown))
        gateway.ledger.state.update { $0.isReadOnly = true }
        #expect(try await gateway.failure("GetRemitStatus", "{\(Self.named)}").reason == "LEDGER_UNAVAILABLE")
    }

    @Test("Rule 3: what OY! is heard to have is never sent again, whoever heard it", arguments: ["101", "102", "301", "000", "300", "206"])
    func heardToHaveIt(code: String) async throws {
        let upstream = ScriptedUpstream([.said(code, #""partner_trx_id":"pay-1","amount":125000"#), .said("204")])
        let clock = ManualClock()
        let gateway = try TestGateway(upstream, clock: clock)
        var payout = try stored(.unknown)
        payout.lastSentAt = second(0)
        payout.nextActionAt = second(100)
        gateway.ledger["pay-1"] = payout
        try await gateway.open {
            _ = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#, within: .zero).get()
            try await gateway.ledger.until("pay-1") { $0.isAcknowledged }
            // Long after it has settled OY! says that there is no such payout.
            await clock.untilSomebodySleeps(until: clock.now.advanced(by: PayoutLimits.resolverPause))
            clock.advance(by: .seconds(100))
            try await gateway.ledger.until("pay-1") { $0.updatedAt >= second(100) }
        }
        #expect(upstream.attempts.map(\.request.target) == ["/api/remit-status", "/api/remit-status"])
        #expect(gateway.ledger["pay-1"]?.attempts == 1)
        #expect(gateway.entries.contains { $0.kind == .alarm && $0.payout == "pay-1" })
        // Whose answer it was that stopped it stands in the trail.
        #expect(gateway.entries.contains { $0.kind == .attempt && $0.oyCode == code && $0.caller != nil })
    }

    @Test("What was told of a payout's end stays true, whatever OY! says later; the operators hear what contradicts it", arguments: [
        ("000", "", nil), ("000", "OY-1", nil), ("102", "OY-1", nil), ("300", "OY-1", "OY! says that it failed"),
        ("300", "", "OY! says that it failed"),
        ("000", "OY-2", "another trx_id than before, OY-2"), ("102", "OY-2", "another trx_id"), ("300", "OY-2", "another trx_id"),
    ])
    func settledStatus(code: String, trxID: String, alarm: String?) async throws {
        let named = Self.named + (trxID.isEmpty ? "" : #","trx_id":"\#(trxID)""#)
        let gateway = try gateway(ScriptedUpstream(Array(repeating: .said(code, named), count: 2)), with: try stored(.completed))
        for _ in 1...2 {
            let answer = try await gateway.call("GetRemitStatus", #"{"partner_trx_id":"pay-1"}"#).get()
            #expect(answer.integer("state") == PayoutState.completed.number)
            #expect(answer.message("status")?.string("code") == code)
        }
        let alarms = gateway.entries.filter { $0.kind == .alarm && $0.payout == "pay-1" }.map { $0.detail ?? "" }
        #expect(alarms.count == (alarm == nil ? 0 : 2), "each time")
        #expect(alarms.allSatisfy { $0.contains(alarm ?? "nothing") })
        #expect(gateway.ledger["pay-1"]?.trxID == "OY-1", "the first name is kept")
    }

    @Test("A contradiction that can't be written down is not told")
    func contradictionWithoutALedger() async throws {
        let gateway = try gateway(ScriptedUpstream([.said("300", Self.named)]), with: try stored(.completed))
        gateway.ledger.state.update { $0.isReadOnly = true }
        #expect(try await gateway.failure("GetRemitStatus", "{\(Self.named)}").reason == "LEDGER_UNAVAILABLE")
    }
}
