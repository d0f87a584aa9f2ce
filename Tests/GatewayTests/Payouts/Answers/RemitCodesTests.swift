import Testing

@testable import Gateway

/// Every code in answer to `remit`: to the first attempt, and to a re-send while the fate of an earlier one is unknown.
@Suite struct RemitCodesTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var code: String?
        var http = 200
        var trxID: String?
        var first: PayoutState
        var again: PayoutState
        var testDescription: String { "\(code ?? "no code") HTTP \(http) trx_id \(trxID ?? "none")" }
    }

    static let rows: [Row] =
        [
            Row(code: "000", trxID: "OY-1", first: .completed, again: .completed),
            Row(code: "000", first: .unknown, again: .unknown),
            Row(code: "300", first: .failed, again: .failed),
            Row(code: "429", first: .recorded, again: .unknown),
            Row(code: nil, http: 429, first: .recorded, again: .unknown),
            Row(code: "429", http: 429, first: .recorded, again: .unknown),
            Row(code: "101", http: 429, trxID: "OY-1", first: .unknown, again: .unknown),
            Row(code: "203", first: .rejected, again: .unknown),
            Row(code: "257", first: .unknown, again: .unknown),
            Row(code: "101", http: 403, trxID: "OY-1", first: .unknown, again: .unknown),
            Row(code: "000", http: 400, trxID: "OY-1", first: .unknown, again: .unknown),
            Row(code: "101", http: 404, trxID: "OY-1", first: .unknown, again: .unknown),
            Row(code: "208", http: 401, first: .rejected, again: .unknown),
            Row(code: "900", http: 400, first: .unknown, again: .unknown),
            Row(code: "990", http: 400, first: .rejected, again: .unknown),
            // A refusal of what has a name at OY! contradicts itself.
            Row(code: "206", trxID: "OY-1", first: .unknown, again: .unknown),
            Row(code: "208", http: 401, trxID: "OY-1", first: .unknown, again: .unknown),
            Row(code: "429", trxID: "OY-1", first: .unknown, again: .unknown),
        ]
        + ["101", "102", "301"].map { Row(code: $0, trxID: "OY-1", first: .inProgress, again: .inProgress) }
        + ["101", "102", "301"].map { Row(code: $0, first: .unknown, again: .unknown) }
        + [
            "201", "202", "204", "205", "206", "207", "208", "209", "210", "211", "212", "213", "214", "215", "216",
            "217", "990",
        ].map { Row(code: $0, first: .rejected, again: .unknown) }
        + [401, 403].map { Row(code: nil, http: $0, first: .rejected, again: .unknown) }
        + ["504", "999", "225", "232", "264", "900", "001", "", "1010", "abc", "OK"].map {
            Row(code: $0, first: .unknown, again: .unknown)
        }

    @Test(arguments: rows) func firstAttempt(row: Row) {
        let word = OYWord(code: row.code, trxID: row.trxID, httpStatus: row.http)
        let payout = PayoutMachine.sending.sent(.word(word), at: 1).payout
        #expect(payout.state == row.first)
        if payout.state.isFinal { #expect(payout.oyCode == row.code && payout.oyHTTPStatus == row.http) }
    }

    /// A refusal of the re-send proves nothing about the earlier attempt, which may arrive yet.
    @Test(arguments: rows) func resend(row: Row) {
        let word = OYWord(code: row.code, trxID: row.trxID, httpStatus: row.http)
        #expect(PayoutMachine.resending.sent(.word(word), at: 71).payout.state == row.again)
    }

    /// Where everything sent before is accounted for (unsent, 429), a refusal counts as on the first attempt.
    @Test(arguments: rows.filter { $0.first == .rejected && $0.code != "203" }) func afterUncreated(row: Row) {
        let word = OYWord(code: row.code, trxID: row.trxID, httpStatus: row.http)
        for earlier in [AttemptReading.unsent, .code("429")] {
            let machine = PayoutMachine.sending.sent(earlier, at: 1).asking(at: 40)
            #expect(machine.sent(.word(word), at: 41).payout.state == .rejected)
        }
    }

    @Test(arguments: ["201", "202", "207", "208"]) func refusedCredentialsRaiseTheAlarm(code: String) {
        var machine = PayoutMachine.sending
        let actions = machine.sendEnded(.code(code), at: second(1), jitter: 0)
        #expect(actions.last == .alarm(.credentialsRefused(code: code)))
        machine = .resending
        #expect(machine.sendEnded(.code(code), at: second(71), jitter: 0).last == .alarm(.credentialsRefused(code: code)))
    }
}
