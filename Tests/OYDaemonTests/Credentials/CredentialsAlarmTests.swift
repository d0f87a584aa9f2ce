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

    private func record(_ method: String, reason: String = "UPSTREAM_CREDENTIALS_REJECTED") throws -> CallRecord {
        let endpoint = try #require(EndpointTable().all.first { $0.method == method })
        return CallRecord(
            peer: Peer(uid: 7, gid: 8, pid: 9), caller: "payroll", method: endpoint.fullName, endpoint: endpoint, request: nil,
            result: .failure(RPCError(.failedPrecondition, reason: reason, message: "secret words")), oyCode: "208", attempts: 1,
            duration: .zero)
    }

    private static func answer(_ code: String, status: Int = 200) -> AttemptOutcome {
        .answered(UpstreamAnswer(status: status, body: Array(#"{"status":{"code":"\#(code)","message":""}}"#.utf8)))
    }

    @Test("A call that OY! refuses because of the credentials raises it, with a line")
    func call() throws {
        alarm.callEnded(try record("GetBalance"))
        #expect(isRaised)
        #expect(log.lines.map(\.level) == [.critical])
    }

    @Test("What is refused for another reason does not")
    func otherReason() throws {
        alarm.callEnded(try record("GetBalance", reason: "UPSTREAM_UNAVAILABLE"))
        #expect(!isRaised)
        #expect(log.lines.isEmpty)
    }

    @Test("A payout's recorded refusal is told again for years, and is no alarm then")
    func recorded() throws {
        alarm.callEnded(try record("Remit"))
        #expect(!isRaised)
        #expect(log.lines.isEmpty)
    }

    @Test("A payout raises it when OY! says so, and no other alarm of a payout's does", arguments: [
        (PayoutAlarm.credentialsRefused(code: "208"), true), (.credentialsRefused(code: nil), true), (.nameTaken, false),
        (.strangeCode("777"), false),
    ])
    func payout(told: PayoutAlarm, raises: Bool) {
        alarm.payoutAlarmed(told)
        #expect(isRaised == raises)
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
        #expect(!isRaised)
    }
}
