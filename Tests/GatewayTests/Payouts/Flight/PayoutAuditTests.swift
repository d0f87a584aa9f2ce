import Contract
import Testing

@testable import Gateway

/// How the steps of a payout read in the audit trail.
@Suite struct PayoutAuditTests {
    private let caller = AuditCaller(name: "payroll", uid: 1001, gid: 1001, pid: 7, executable: "/usr/bin/payroll")

    @Test(arguments: [
        (PayoutNote.created(.recorded), AuditEntry(time: second(1), kind: .transition, payout: "pay-1", to: .recorded)),
        (
            .moved(from: .recorded, to: .unknown),
            AuditEntry(time: second(1), kind: .transition, payout: "pay-1", from: .recorded, to: .unknown)
        ),
        (
            .attemptBegan(2),
            AuditEntry(
                time: second(1), kind: .attempt, method: "remit", outcome: AuditOutcome(code: "begun"), attempts: 2,
                payout: "pay-1")
        ),
        (
            .attemptEnded(2, .unsent),
            AuditEntry(
                time: second(1), kind: .attempt, method: "remit",
                outcome: AuditOutcome(code: "unsent", reason: "connection_refused"), attempts: 2, payout: "pay-1")
        ),
        (
            .attemptEnded(1, .accepted),
            AuditEntry(
                time: second(1), kind: .attempt, method: "remit", outcome: AuditOutcome(code: "answered"),
                oyCode: "101", trxID: "OY-1", attempts: 1, payout: "pay-1")
        ),
        (
            .asked(.lost),
            AuditEntry(
                time: second(1), kind: .attempt, method: "remit-status",
                outcome: AuditOutcome(code: "unknown", reason: "timed_out"), payout: "pay-1")
        ),
        (
            .asked(.word(OYWord(code: nil, httpStatus: 403))),
            AuditEntry(
                time: second(1), kind: .attempt, method: "remit-status",
                outcome: AuditOutcome(code: "answered", reason: "http_403"), payout: "pay-1")
        ),
        (
            .decided(.paid, by: "ops", reason: "OY! ticket 7"),
            AuditEntry(time: second(1), kind: .transition, payout: "pay-1", detail: "recorded as paid by ops: OY! ticket 7")
        ),
        (
            .alarm(.strangeCode("777")),
            AuditEntry(
                time: second(1), kind: .alarm, outcome: AuditOutcome(code: "strange_code"), payout: "pay-1",
                detail: "OY! answered with code 777, which says nothing here")
        ),
    ])
    func entry(note: PayoutNote, expected: AuditEntry) {
        var expected = expected
        expected.caller = caller
        #expect(entries([note], of: PayoutMachine.unknown.payout) == [expected])
    }

    /// Nobody decided it, so its entry says why.
    @Test func theGatewaysOwnCancellingHasItsReason() {
        let cancelled = PayoutMachine.cancelled.payout
        let entry = entries([.moved(from: .recorded, to: .cancelled)], of: cancelled).first
        #expect(entry?.detail == "could not be sent in time")
        #expect(entries([.moved(from: .unknown, to: .completed)], of: PayoutMachine.completed.payout).first?.detail == nil)
    }

    @Test func anIntentThatIsSentAtOnceIsOneEntry() {
        #expect(
            entries([.createdAndBegun], of: PayoutMachine.sending.payout, request: "{}") == [
                AuditEntry(
                    time: second(1), kind: .attempt, caller: caller, method: "remit", request: "{}",
                    outcome: AuditOutcome(code: "begun"), attempts: 1, payout: "pay-1", to: .unknown)
            ])
    }

    @Test func anIntentThatWaitsAndItsAttemptAreTwo() {
        let intent = entries([.created(.recorded)], of: PayoutMachine.recorded.payout, request: "{}")
        #expect(intent == [AuditEntry(time: second(1), kind: .transition, caller: caller, request: "{}", payout: "pay-1", to: .recorded)])
        let attempt = entries([.attemptBegan(1), .moved(from: .recorded, to: .unknown)], of: PayoutMachine.sending.payout, request: "{}")
        #expect(
            attempt == [
                AuditEntry(
                    time: second(1), kind: .attempt, caller: caller, method: "remit", outcome: AuditOutcome(code: "begun"),
                    attempts: 1, payout: "pay-1", from: .recorded, to: .unknown)
            ])
    }

    @Test func whatAnAnswerMovedStandsInItsEntry() {
        var machine = PayoutMachine.sending
        guard case .record(let notes) = machine.sendEnded(.code("209"), at: second(1), jitter: 0).first else {
            Issue.record("nothing is recorded")
            return
        }
        let entries = entries(notes, of: machine.payout)
        #expect(
            entries == [
                AuditEntry(
                    time: second(1), kind: .attempt, caller: caller, method: "remit",
                    outcome: AuditOutcome(code: "answered"), oyCode: "209", attempts: 1, payout: "pay-1", from: .unknown,
                    to: .rejected)
            ])
    }

    /// Without OY!'s last code, which says nothing of the decision.
    @Test func whatADecisionMovedStandsInItsEntry() {
        var payout = PayoutMachine.unknown.payout
        payout.oyCode = "999"
        let entries = entries(
            [.decided(.notPaid, by: "ops", reason: "OY! ticket 7"), .moved(from: .unknown, to: .failed)], of: payout)
        #expect(
            entries == [
                AuditEntry(
                    time: second(1), kind: .transition, caller: caller, payout: "pay-1", from: .unknown, to: .failed,
                    detail: "recorded as not paid by ops: OY! ticket 7")
            ])
    }

    private func entries(_ notes: [PayoutNote], of payout: Payout, request: RedactedMessage? = nil) -> [AuditEntry] {
        AuditEntry.entries(for: notes, of: payout, by: caller, request: request, at: second(1))
    }
}
