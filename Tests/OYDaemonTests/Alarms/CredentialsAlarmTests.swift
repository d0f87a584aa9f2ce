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
        CredentialsAlarmTests.answer("208"), answer("000", status: 401), .answered(UpstreamAnswer(status: 403, body: [])),
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

    @Test("What tells nothing of them changes nothing", arguments: [
        CredentialsAlarmTests.answer("999"), .unknown(AttemptFailure(.timedOut)), .surelyUnsent(AttemptFailure(.connectionRefused)),
    ])
    func nothing(outcome: AttemptOutcome) {
        alarm.attemptEnded(outcome)
        #expect(!isRaised)
        board.raise(.credentialsRejected)
        alarm.attemptEnded(outcome)
        #expect(isRaised)
        #expect(log.lines.isEmpty)
    }

    @Test("It ends when OY! lets the gateway in")
    func accepted() {
        board.raise(.credentialsRejected)
        alarm.attemptEnded(Self.answer("206"))
        #expect(!isRaised)
        #expect(log.lines.map(\.message) == ["OY! lets the gateway in again"])
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
