import Testing

@testable import Gateway

/// OY! has two names for one id: what it says of the one proves nothing of the other, which may be paid.
@Suite struct Rule2AnotherNameTests {
    @Test func `a failure under another name than OY! acknowledged ends nothing`() {
        for var machine in [PayoutMachine.inProgress, .acknowledgedUnknown] {
            let state = machine.payout.state
            _ = machine.turnCame(at: second(2_000), clear: true)
            let failed = OYWord(code: "300", trxID: "OY-2", partnerTrxID: "pay-1")
            let actions = machine.askEnded(.word(failed), at: second(2_001), clear: true, jitter: 0)
            #expect(actions.last == .alarm(.anotherTrxID("OY-2")))
            #expect(machine.payout.state == state && machine.payout.trxID == "OY-1" && machine.payout.nextActionAt != nil)
            #expect(machine.payout.oyCode != "300", "it is not about this payment")
        }
    }

    @Test func `a failure under its own name, or under none, ends it`() {
        for name in ["OY-1", nil] {
            var machine = PayoutMachine.inProgress.asking(at: 70)
            _ = machine.askEnded(.word(OYWord(code: "300", trxID: name, partnerTrxID: "pay-1")), at: second(70), clear: true, jitter: 0)
            #expect(machine.payout.state == .failed)
        }
    }

    @Test(arguments: ["990", "257", "204"]) func `another name for what has failed is heard: that one may be paid`(code: String) {
        var machine = PayoutMachine.failed
        let other = OYWord(code: code, trxID: "OY-2", partnerTrxID: "pay-1")
        let actions = machine.heard(.word(other), since: machine.payout.version, at: second(20))
        #expect(actions.suffix(2) == [.alarm(.livesOn), .alarm(.anotherTrxID("OY-2"))])
        #expect(machine.payout.livesOnSince == second(20) && machine.payout.state == .failed)
        #expect(RPCError(machine.payout)?.metadata["not_paid"] == nil)
        #expect(machine.heard(.word(other), since: machine.payout.version, at: second(21)).isEmpty, "once")
    }

    @Test func `its own name for what has failed is no news`() {
        var machine = PayoutMachine.failed
        let own = OYWord(code: "990", trxID: "OY-1", partnerTrxID: "pay-1")
        #expect(machine.heard(.word(own), since: machine.payout.version, at: second(20)).isEmpty)
    }

    @Test func `a name for what an operator recorded as not paid is heard, as OY! had named none`() throws {
        var machine = PayoutMachine.unknown
        _ = try machine.decided(.notPaid, by: "ops", uid: 7, reason: "ticket 815", at: second(4_000))
        let version = machine.payout.version
        let named = OYWord(code: "990", trxID: "OY-3", partnerTrxID: "pay-1")
        #expect(machine.heard(.word(named), since: version - 1, at: second(4_001)).last == .alarm(.livesOn))
        #expect(RPCError(machine.payout)?.reason == "PAYOUT_MAY_BE_PAID")
    }
}

extension PayoutMachine {
    /// UNKNOWN, and OY! has told its name.
    fileprivate static var acknowledgedUnknown: Self {
        var machine = unknown.asking(at: 70)
        _ = machine.askEnded(.word(OYWord(code: "999", trxID: "OY-1", partnerTrxID: "pay-1")), at: second(70), clear: true, jitter: 0)
        return machine
    }
}
