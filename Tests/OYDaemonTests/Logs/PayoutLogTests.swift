import Gateway
import Logging
import Testing

@testable import OYDaemon

/// What an operator reads of payouts.
@Suite struct PayoutLogTests {
    private struct Noon: Timekeeper {
        var now: MonotonicInstant { MonotonicInstant(nanoseconds: 0) }
        var wallNow: WallTime { WallTime(milliseconds: 43_200_000) }
        func sleep(until instant: MonotonicInstant) async throws {}
    }

    private let log = CapturedLog()
    private let alarms = AlarmBoard()
    private let registry = MetricsRegistry()

    private var payoutLog: PayoutLog {
        PayoutLog(logger: log.logger(), timekeeper: Noon(), metrics: PayoutMetrics(factory: registry, alarms: alarms))
    }

    @Test("Each alarm is an error that names the payout, and is counted", arguments: [
        (PayoutAlarm.credentialsRefused(code: "208"), "credentials_refused"), (.deniedAfterAcknowledging, "denied_after_acknowledging"),
        (.strangeCode("777"), "strange_code"),
    ])
    func alarms(alarm: PayoutAlarm, name: String) {
        payoutLog.alarmed(alarm, partnerTrxID: "trx-1")
        #expect(log.lines == [.init(level: .error, message: "A payout needs a person's attention", metadata: ["partner_trx_id": "trx-1", "alarm": "\(alarm)"])])
        #expect(registry.families.first?.samples == [.init(labels: [name], value: .number(1))])
        #expect(alarms.isRaised(.credentialsRejected) == (name == "credentials_refused"))
    }

    @Test("A ledger that fails is critical; one at work is not worth a line")
    func ledger() {
        payoutLog.ledgerFailed(.unavailable(detail: "disk full"))
        #expect(log.lines.map(\.level) == [.critical])
        payoutLog.ledgerFailed(.payoutChanged(partnerTrxID: "trx-1"))
        #expect(log.lines.count == 1)
    }

    @Test("A payout that has been UNKNOWN for long is told with its age")
    func unknown() {
        let limit = Int64(Limits.unknownAlarmAge.components.seconds)
        payoutLog.measured(OpenSummary())
        payoutLog.measured(OpenSummary(counts: [.unknown: 1], oldestUnknown: WallTime(milliseconds: 43_200_000 - (limit - 1) * 1_000)))
        #expect(log.lines.isEmpty)
        payoutLog.measured(OpenSummary(counts: [.unknown: 2], oldestUnknown: WallTime(milliseconds: 43_200_000 - limit * 1_000)))
        #expect(log.lines.map(\.metadata) == [["oldest_seconds": "\(limit)", "unknown": "2"]])
        #expect(log.lines.map(\.level) == [.error])
    }
}
