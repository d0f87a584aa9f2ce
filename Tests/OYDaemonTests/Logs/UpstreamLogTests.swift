@testable import Gateway
import Logging
import Testing

@testable import OYDaemon

/// What an operator reads of an outage of OY!'s.
@Suite struct UpstreamLogTests {
    @Test(arguments: [
        (AttemptOutcome.surelyUnsent(AttemptFailure(.connectionRefused, detail: "Connection refused")), "connection_refused: Connection refused"),
        (.unknown(AttemptFailure(.timedOut)), "timed_out"),
    ])
    func `an outage is a line with its cause and an alarm, its end another line`(outcome: AttemptOutcome, cause: String) {
        let (log, alarms) = (CapturedLog(), AlarmBoard())
        let upstreamLog = UpstreamLog(logger: log.logger(), alarms: alarms, baseURL: "https://oy.example")
        let gate = SharedUpstreamGate(clock: SystemTimekeeper()) { upstreamLog.changed($0, isThere: $1) }
        for _ in 1...Gateway.Limits.circuitFailureThreshold + 3 {
            upstreamLog.attemptEnded(outcome, of: .payouts)
            gate.report(outcome)
        }
        #expect(alarms.isRaised(.payoutsUnreachable))
        #expect(log.lines.map(\.level) == [.error])
        #expect(log.lines.last?.metadata == ["alarm": "payouts_unreachable", "base_url": "https://oy.example", "cause": cause])
        for _ in 1...2 { gate.report(.answered(UpstreamAnswer(status: 200, body: []))) }
        #expect(!alarms.isRaised(.payoutsUnreachable))
        #expect(log.lines.map(\.level) == [.error, .notice])
    }

    /// Payouts wait while OY! can't be reached for them: that is told whatever else can't be done.
    @Test func `an outage of payouts is told by itself`() {
        let (log, alarms) = (CapturedLog(), AlarmBoard())
        let upstreamLog = UpstreamLog(logger: log.logger(), alarms: alarms, baseURL: "https://oy.example")
        let clock = SystemTimekeeper()
        let gate = SharedUpstreamGate(clock: clock) { upstreamLog.changed($0, isThere: $1) }
        upstreamLog.attemptEnded(.unknown(AttemptFailure(.timedOut)), of: .payouts)
        upstreamLog.attemptEnded(.unknown(AttemptFailure(.connectionClosed)), of: .otherCalls)
        for circuit in [SharedUpstreamGate.Circuit.otherCalls, .payouts] {
            for _ in 1...Gateway.Limits.circuitFailureThreshold { gate.report(.absent, of: circuit, at: clock.now) }
        }
        #expect(alarms.isRaised(.upstreamUnreachable) && alarms.isRaised(.payoutsUnreachable))
        #expect(log.lines.map { $0.metadata["alarm"] } == ["upstream_unreachable", "payouts_unreachable"])
        #expect(log.lines.map { $0.metadata["cause"] } == ["connection_closed", "timed_out"])
        gate.report(.present, of: .payouts, at: clock.now)
        #expect(alarms.isRaised(.upstreamUnreachable) && !alarms.isRaised(.payoutsUnreachable))
        #expect(gate.condition(of: .otherCalls) == .open && gate.condition(of: .payouts) == .closed)
    }
}
