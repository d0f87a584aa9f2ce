import Testing

@testable import Gateway

/// Every code in answer to `remit-status`: about a payout that is UNKNOWN, about one that OY! had accepted.
@Suite struct StatusCodesTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var code: String?
        var http = 200
        var unknown: PayoutState
        var accepted: PayoutState
        var alarm = false
        var testDescription: String { "\(code ?? "no code") HTTP \(http)" }
    }

    static let rows: [Row] =
        [
            Row(code: "000", unknown: .completed, accepted: .completed),
            Row(code: "000", http: 500, unknown: .unknown, accepted: .inProgress),
            Row(code: "000", http: 403, unknown: .unknown, accepted: .inProgress, alarm: true),
            Row(code: "000", http: 404, unknown: .unknown, accepted: .inProgress),
            Row(code: "101", http: 400, unknown: .unknown, accepted: .inProgress),
            Row(code: "300", http: 400, unknown: .failed, accepted: .failed),
            Row(code: nil, http: 401, unknown: .unknown, accepted: .inProgress, alarm: true),
            Row(code: nil, http: 403, unknown: .unknown, accepted: .inProgress, alarm: true),
            Row(code: nil, http: 429, unknown: .unknown, accepted: .inProgress),
            Row(code: nil, http: 404, unknown: .unknown, accepted: .inProgress),
            Row(code: nil, http: 302, unknown: .unknown, accepted: .inProgress),
            Row(code: nil, unknown: .unknown, accepted: .inProgress),
        ]
        + ["101", "102", "301"].map { Row(code: $0, unknown: .inProgress, accepted: .inProgress) }
        + ["300", "205", "206", "209", "210", "211", "215"].map { Row(code: $0, unknown: .failed, accepted: .failed) }
        + ["201", "202", "207", "208"].map {
            Row(code: $0, unknown: .unknown, accepted: .inProgress, alarm: true)
        }
        + ["429", "504", "999"].map { Row(code: $0, unknown: .unknown, accepted: .inProgress) }
        + ["203", "257", "212", "213", "214", "216", "217", "990", "225", "232", "264", "900", "abc", ""].map {
            Row(code: $0, unknown: .unknown, accepted: .inProgress, alarm: true)
        }

    private func reading(_ row: Row) -> AttemptReading {
        AttemptReading(
            .answered(UpstreamAnswer(status: row.http, body: [])), to: .remitStatus,
            about: PayoutMachine.unknown.payout, read: { _ in row.code.map { OYWord(code: $0, partnerTrxID: "pay-1") } })
    }

    @Test(arguments: rows) func aboutAnUnknownOne(row: Row) {
        var machine = PayoutMachine.unknown.asking(at: 70)
        let actions = machine.askEnded(reading(row), at: second(70), clear: true, jitter: 0)
        #expect(machine.payout.state == row.unknown)
        #expect(actions.kinds == (row.alarm ? ["record", "alarm"] : ["record"]))
    }

    @Test(arguments: rows) func aboutAnAcceptedOne(row: Row) {
        var machine = PayoutMachine.inProgress.asking(at: 70)
        let actions = machine.askEnded(reading(row), at: second(70), clear: true, jitter: 0)
        #expect(machine.payout.state == row.accepted)
        #expect(actions.kinds == (row.alarm ? ["record", "alarm"] : ["record"]))
    }

    /// 204 alone means something else in each situation: `Rule3ResendOnlyTheSameTests` has them one by one.
    @Test func notFound() {
        #expect(StatusVerdict(OYWord(code: "204")) == .notFound)
    }

    @Test func aRefusedQuestionDoesNotReplaceWhatOYSaidOfThePayout() {
        let payout = PayoutMachine.inProgress.asking(at: 70).asked(.code("208"), at: 70).payout
        #expect(payout.oyCode == "101")
        #expect(payout.trxID == "OY-1")
    }
}
