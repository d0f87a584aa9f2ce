import Gateway
import Testing

@testable import Upstream

/// docs/payouts.md, rules 2 and 3: only what was never handed over is surely unsent, whatever it was that went wrong.
@Suite struct AttemptStateMachineTests {
    static let reasons: [AttemptFailure.Reason] = [
        .resolutionFailed, .connectionRefused, .connectTimedOut, .proxyRefused, .tlsFailed, .noConnectionFree,
        .connectionClosed, .timedOut, .answerUnreadable, .answerTooLarge, .shuttingDown,
    ]

    @Test(arguments: reasons)
    func `every failure before the request was handed over leaves it surely unsent`(reason: AttemptFailure.Reason) {
        var machine = AttemptStateMachine()
        #expect(machine.failed(AttemptFailure(reason)) == .surelyUnsent(AttemptFailure(reason)))
    }

    @Test(arguments: reasons)
    func `every failure after the request was handed over leaves it unknown`(reason: AttemptFailure.Reason) {
        var machine = AttemptStateMachine()
        machine.handedOver()
        #expect(machine.failed(AttemptFailure(reason)) == .unknown(AttemptFailure(reason)))
    }

    @Test func `a whole answer is answered`() {
        var machine = AttemptStateMachine()
        machine.handedOver()
        let answer = UpstreamAnswer(status: 503, body: [1])
        #expect(machine.answered(answer) == .answered(answer))
    }

    @Test func `the outcome is told once`() {
        var failed = AttemptStateMachine()
        failed.handedOver()
        #expect(failed.failed(AttemptFailure(.timedOut)) != nil)
        #expect(failed.failed(AttemptFailure(.connectionClosed)) == nil)
        #expect(failed.answered(UpstreamAnswer(status: 200, body: [])) == nil)
        var answered = AttemptStateMachine()
        answered.handedOver()
        #expect(answered.answered(UpstreamAnswer(status: 200, body: [])) != nil)
        #expect(answered.failed(AttemptFailure(.connectionClosed)) == nil)
    }
}
