import Gateway
import Ledger
import Testing

@testable import OYDaemon

/// What the ledger shows of itself that a person should see to.
@Suite struct LedgerAlarmTests {
    private static let now = WallTime(milliseconds: 43_200_000)

    private static func summary(unknownFor age: Duration?) -> OpenSummary {
        OpenSummary(counts: age == nil ? [:] : [.unknown: 1], oldestUnknown: age.map { now.advanced(by: .zero - $0) })
    }

    private func raised(_ summary: OpenSummary?, isWritten: Bool = true) -> [LedgerAlarm] {
        var statistics = LedgerStatistics()
        statistics.isAvailable = isWritten
        return LedgerAlarm.allCases.filter { $0.isRaised(by: summary, statistics, at: Self.now) }
    }

    @Test("A ledger that can't be written, or not be read, is unavailable")
    func unavailable() {
        #expect(raised(OpenSummary()) == [])
        #expect(raised(OpenSummary(), isWritten: false) == [.ledgerUnavailable])
        #expect(raised(nil) == [.ledgerUnavailable])
    }

    @Test("Every alarm is reported once, whether it stands or not")
    func report() {
        let board = AlarmBoard()
        board.raise(.socketGone)
        var statistics = LedgerStatistics()
        statistics.isAvailable = false
        let report = board.report(Self.summary(unknownFor: .seconds(3_600)), statistics, at: Self.now)
        #expect(report.filter(\.stands).map(\.name) == ["socket_gone", "ledger_unavailable", "payout_unknown_long"])
        #expect(Set(report.map(\.name)).count == Alarm.allCases.count + LedgerAlarm.allCases.count)
    }

    @Test("A payout is UNKNOWN for long from the limit on, and not where the clock was set back", arguments: [
        (nil, false), (Limits.unknownAlarmAge - .milliseconds(1), false), (Limits.unknownAlarmAge, true), (.seconds(-60), false),
    ] as [(Duration?, Bool)])
    func unknownLong(age: Duration?, expected: Bool) {
        #expect(raised(Self.summary(unknownFor: age)) == (expected ? [.payoutUnknownLong] : []))
    }
}
