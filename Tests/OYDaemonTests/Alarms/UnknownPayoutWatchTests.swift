import Gateway
import Ledger
import Logging
import TestSupport
import Testing

@testable import OYDaemon

/// What an operator reads of payouts that stay UNKNOWN.
@Suite(.timeLimit(.minutes(1))) struct UnknownPayoutWatchTests {
    private let directory: TemporaryDirectory
    private let log = CapturedLog()
    private let clock = StillClock()

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// - Parameter count: how many are UNKNOWN, the oldest of them for `age`.
    private func summary(_ count: Int, for age: Duration) -> OpenSummary {
        OpenSummary(counts: [.unknown: count], oldestUnknown: clock.wallNow.advanced(by: .zero - age))
    }

    private func watch(_ ledger: any Ledger) -> UnknownPayoutWatch {
        UnknownPayoutWatch(ledger: ledger, clock: clock, logger: log.logger(), pause: .milliseconds(1))
    }

    @Test("One that has been UNKNOWN for long is told with its age, at each look; that there is none any more, once")
    func told() async throws {
        let ledger = try SQLiteLedger(path: directory["ledger.db"])
        let watch = watch(ledger)
        let limit = Limits.unknownAlarmAge
        var isTold = false
        for summary in [OpenSummary(), summary(1, for: limit - .seconds(1))] {
            isTold = watch.tell(of: summary, afterTelling: isTold)
        }
        #expect(log.lines.isEmpty && !isTold)
        for summary in [summary(2, for: limit), summary(2, for: limit + .seconds(15)), summary(1, for: .seconds(30)), OpenSummary()] {
            isTold = watch.tell(of: summary, afterTelling: isTold)
        }
        let seconds = limit.components.seconds
        #expect(log.lines.map(\.level) == [.error, .error, .notice])
        #expect(log.lines.map(\.metadata) == [
            ["alarm": "payout_unknown_long", "oldest_seconds": "\(seconds)", "unknown": "2"],
            ["alarm": "payout_unknown_long", "oldest_seconds": "\(seconds + 15)", "unknown": "2"],
            ["alarm": "payout_unknown_long", "unknown": "1"],
        ])
        await ledger.close()
    }

    @Test("It looks into the ledger again and again, until it is stopped")
    func looks() async throws {
        let ledger = try SQLiteLedger(path: directory["ledger.db"])
        let start = WallTime(milliseconds: 0)
        var payout = Payout(
            partnerTrxID: "trx-1", caller: "payroll", body: Array("{}".utf8), amountRupiah: 1, recipientBank: "014", createdAt: start,
            state: .unknown, sendUntil: start, nextActionAt: start)
        payout.unknownSince = start
        try await ledger.commit(LedgerChange(payout: .insert(payout, within: nil), entries: [AuditEntry(time: start, kind: .start)]))
        let service = Task { [watch = watch(ledger)] in try await watch.run() }
        while log.lines.count < 2 { await Task.yield() }
        service.cancel()
        try await service.value
        #expect(log.lines.allSatisfy { $0.metadata["oldest_seconds"] == "43200" && $0.metadata["unknown"] == "1" })
        await ledger.close()
    }
}
