import Contract
@testable import Gateway
import Logging
import Testing

@testable import OYDaemon

/// When `credentials_rejected` is raised, and when it ends.
@Suite struct CredentialsAlarmTests {
    private let log = CapturedLog()
    private let board = AlarmBoard()

    private var alarm: CredentialsAlarm { CredentialsAlarm(alarms: board, logger: log.logger()) }
    private var isRaised: Bool { board.isRaised(.credentialsRejected) }

    private static func answer(_ code: String, status: Int = 200) -> AttemptOutcome {
        .answered(UpstreamAnswer(status: status, body: Array(#"{"status":{"code":"\#(code)","message":""}}"#.utf8)))
    }

    @Test("An attempt that OY! refuses because of the credentials raises it, whoever asked, with a line for all that follow", arguments: [
        CredentialsAlarmTests.answer("201"), answer("202"), answer("207"), answer("208"), answer("208", status: 400),
        answer("000", status: 401), .answered(UpstreamAnswer(status: 403, body: [])),
    ])
    func refused(outcome: AttemptOutcome) {
        alarm.attemptEnded(outcome)
        alarm.attemptEnded(outcome)
        #expect(isRaised)
        #expect(log.lines.map(\.level) == [.critical])
        #expect(log.lines.first?.metadata["alarm"] == "credentials_rejected")
        alarm.attemptEnded(Self.answer("000"))
        alarm.attemptEnded(outcome)
        #expect(log.lines.map(\.level) == [.critical, .notice, .critical])
    }

    @Test("The line says which of them OY! refuses, as different people mend them")
    func code() {
        alarm.attemptEnded(Self.answer("207"))
        #expect(log.lines.first?.metadata["oy_code"] == "207")
    }

    @Test("So does each code that means it, and no other, whatever was asked for")
    func codes() {
        for number in 0..<1_000 {
            let code = String(String(number + 1_000).dropFirst())
            let meanings = [Endpoint.Vocabulary.standard, .kyc, .payoutStatus].map { OutcomeTable.meaning(of: code, in: $0) }
            alarm.attemptEnded(Self.answer(code))
            #expect(meanings.allSatisfy { ($0 == .credentialsRejected) == isRaised }, "\(code)")
            alarm.credentialsReplaced()
        }
    }

    @Test("What is refused for another reason, or can't be told, does not", arguments: [
        CredentialsAlarmTests.answer("000"), answer("206"), answer("429"), answer("999"), answer("777"), answer("208", status: 500),
        answer("208", status: 429), .answered(UpstreamAnswer(status: 200, body: Array(#"{"account":"208"}"#.utf8))),
        .unknown(AttemptFailure(.timedOut)), .surelyUnsent(AttemptFailure(.connectionRefused)),
    ])
    func otherReason(outcome: AttemptOutcome) {
        alarm.attemptEnded(outcome)
        #expect(!isRaised)
        #expect(log.lines.isEmpty)
    }

    @Test("It ends when OY! lets the gateway in, and with nothing less", arguments: [
        (CredentialsAlarmTests.answer("000"), true), (answer("206"), true), (answer("208"), false), (answer("207"), false),
        (answer("429"), false), (answer("999"), false), (answer("777"), false), (answer("000", status: 401), false),
        (answer("000", status: 500), false), (.unknown(AttemptFailure(.timedOut)), false),
        (.surelyUnsent(AttemptFailure(.connectionRefused)), false),
    ] as [(AttemptOutcome, Bool)])
    func welcome(outcome: AttemptOutcome, ends: Bool) {
        board.raise(.credentialsRejected)
        alarm.attemptEnded(outcome)
        #expect(isRaised == !ends)
        #expect(log.lines.contains { $0.message == "OY! lets the gateway in again" } == ends)
    }

    @Test("Without it, an answer of OY!'s is not worth a line")
    func quiet() {
        alarm.attemptEnded(Self.answer("000"))
        #expect(log.lines.isEmpty)
    }

    @Test("It ends with other credentials: whether OY! takes them is yet to be seen")
    func replaced() {
        board.raise(.credentialsRejected)
        alarm.credentialsReplaced()
        alarm.credentialsReplaced()
        #expect(!isRaised)
        #expect(log.lines.map(\.level) == [.notice])
        #expect(log.lines.first?.metadata == ["alarm": "credentials_rejected"])
    }
}
