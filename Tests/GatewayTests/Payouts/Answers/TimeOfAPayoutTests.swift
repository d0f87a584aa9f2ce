import Testing

@testable import Gateway

/// When OY! took a payout on: `timestamp` in answer to `remit`, `created_date` in answer to `remit-status`, whose own `timestamp` is that of
/// the question (documentation.txt, "Remit Status").
@Suite struct TimeOfAPayoutTests {
    private let taken = "16-10-2020 10:00:00"
    private let asked = "16-10-2020 11:00:00"

    private func word(_ code: String, _ timestamp: String, created: String? = nil) -> AttemptReading {
        .word(OYWord(code: code, trxID: code == "429" ? nil : "OY-1", timestamp: timestamp, createdDate: created))
    }

    @Test func aLaterQuestionDoesNotChangeIt() {
        let machine = PayoutMachine.sending.sent(word("101", taken), at: 1)
        #expect(machine.payout.oyTimestamp == taken)
        let told = machine.asking(at: 70).asked(word("102", asked), at: 70)
        #expect(told.payout.oyTimestamp == taken)
        #expect(told.asking(at: 140).asked(word("000", asked, created: "16-10-2020 09:59:59"), at: 140).payout.oyTimestamp == "16-10-2020 09:59:59")
    }

    @Test func aRefusedAttemptHasNone() {
        let machine = PayoutMachine.sending.sent(word("429", asked), at: 1).asking(at: 40)
        #expect(machine.sent(word("101", taken), at: 41).payout.oyTimestamp == taken)
    }

    @Test func aQuestionTellsItByItsOwnMemberOnly() {
        let unknown = PayoutMachine.unknown.asking(at: 70)
        #expect(unknown.asked(word("102", asked), at: 70).payout.oyTimestamp == nil)
        #expect(PayoutMachine.resending.sent(word("203", asked), at: 71).payout.oyTimestamp == nil)
        #expect(unknown.asked(word("102", asked, created: taken), at: 70).payout.oyTimestamp == taken)
    }
}
