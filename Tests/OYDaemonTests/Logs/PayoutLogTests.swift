import Gateway
import Logging
import TestSupport
import Testing

@testable import OYDaemon

/// What an operator reads of payouts.
@Suite struct PayoutLogTests {
    private let log = CapturedLog()
    private let registry = MetricsRegistry()

    private let clock = StillClock()

    private var payoutLog: PayoutLog {
        PayoutLog(logger: log.logger(), failures: LogThrottle(pause: .seconds(60), clock: clock))
    }

    /// Log and metrics.
    private var observers: PayoutObservers { PayoutObservers(all: [payoutLog, PayoutMetrics(registry)]) }

    @Test("Each alarm is an error that names the payout, and is counted", arguments: [
        (PayoutAlarm.credentialsRefused(code: "208"), "credentials_refused"),
        (.deniedAfterAcknowledging, "denied_after_acknowledging"), (.failedAfterCompleted, "failed_after_completed"),
        (.strangeCode("777"), "strange_code"), (.sentAsAnotherPartner, "sent_as_another_partner"),
        (.nameTaken, "name_taken"), (.livesOn, "lives_on"), (.notSentInTime, "not_sent_in_time"),
        (.anotherTrxID("OY-2"), "another_trx_id"), (.answerNotBelieved("answer_names_no_payout"), "answer_not_believed"),
    ])
    func alarms(alarm: PayoutAlarm, name: String) {
        observers.alarmed(alarm, partnerTrxID: "trx-1")
        let facts = ["partner_trx_id": "trx-1", "alarm": name, "what": "\(alarm)"]
        #expect(log.lines == [.init(level: .error, message: "A payout needs a person's attention", metadata: facts)])
        let counts = registry.families.first { $0.metric == .payoutAlarms }?.samples.map { ($0.labels, $0.value) } ?? []
        #expect(counts.count == PayoutAlarm.Kind.allCases.count, "whoever watches for the first one must have seen the zero before it")
        #expect(counts.allSatisfy { $0.1 == .number($0.0 == [name] ? 1 : 0) })
    }

    @Test("An end is a line that names the payout, and is counted by state and OY!'s code", arguments: [
        (PayoutState.rejected, "206" as String?, nil as String?, "206"), (.cancelled, nil, "chief", ""),
        (.completed, "000", nil, "000"), (.failed, "3OO", nil, "other"),
        (.failed, "٣٠٠", nil, "other"),
    ])
    func ended(state: PayoutState, oyCode: String?, person: String?, label: String) {
        var payout = Payout(
            partnerTrxID: "trx-1", caller: "payroll", body: [], amountRupiah: 1, recipientBank: "014", createdAt: clock.wallNow, state: state,
            sendUntil: clock.wallNow, nextActionAt: nil)
        (payout.oyCode, payout.decidedBy) = (oyCode, person)
        observers.ended(payout)
        var facts = ["caller": "payroll", "partner_trx_id": "trx-1", "state": state.rawValue]
        (facts["oy_code"], facts["decided_by"]) = (oyCode, person)
        #expect(log.lines == [.init(level: .info, message: "Payout ended", metadata: facts)])
        let samples = registry.families.first { $0.metric == .payoutsEnded }?.samples ?? []
        #expect(samples.filter { $0.value != .number(0) }.map(\.labels) == [[state.rawValue, label]])
    }

    @Test("A ledger that fails is critical; one at work is not worth a line")
    func ledger() {
        payoutLog.ledgerFailed(.unavailable(detail: "disk full"))
        #expect(log.lines.map(\.level) == [.critical])
        payoutLog.ledgerFailed(.payoutChanged(partnerTrxID: "trx-1"))
        #expect(log.lines.count == 1)
    }

    @Test("An outage of the ledger is a line a minute, however many payouts are asked for")
    func outage() {
        let payoutLog = payoutLog
        for second in 0..<150 as Range<Int64> {
            clock.set(seconds: second)
            payoutLog.ledgerFailed(.unavailable(detail: "disk full"))
        }
        #expect(log.lines.map { $0.metadata["not_shown"] } == ["0", "59", "59"])
    }
}
