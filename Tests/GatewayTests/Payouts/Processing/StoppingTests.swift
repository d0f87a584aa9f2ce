import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// What was taken on, but has not begun by the time that the gateway stops: nothing comes of it, and whoever waits hears so.
@Suite(.timeLimit(.minutes(1))) struct StoppingTests {
    private let fixture = PayoutFixture()
    private let executor = CallersExecutor(isHeld: true)

    /// The processor stops once what stands on the executor has run, and before anything that came of it has.
    private func stop() {
        executor.step()
        fixture.processor.work.close()
        executor.release()
        // Where the processor is broken, the tests fail and do not hang.
        fixture.upstream.giveUp()
    }

    private func expectNothingLeft() async {
        await fixture.processor.work.untilEnded()
        #expect(fixture.processor.flights.withLock { $0.isEmpty }, "a payout is left in memory")
        #expect(fixture.gate.owed == 0, "a permit without a report")
        #expect(fixture.upstream.underWay.withLock { $0.most } == 0, "OY! was called")
        #expect(fixture.ledger.state.value.commits == 0)
    }

    @Test func aPayoutThatHasNotBegunIsNotRecorded() async {
        let answer = Task(executorPreference: executor) { await fixture.refusal { try await fixture.remit() } }
        stop()
        #expect(await answer.value == .shuttingDown)
        await expectNothingLeft()
    }

    @Test func decisionsThatHaveNotBegunAreNotTaken() async {
        fixture.ledger["pay-1"] = PayoutMachine.unknown.payout
        let answers = [PayoutDecision.paid, .notPaid].map { decision in
            Task(executorPreference: executor) { await fixture.refusal { try await fixture.decide(decision) } }
        }
        stop()
        for answer in answers { #expect(await answer.value == .shuttingDown) }
        await expectNothingLeft()
        #expect(fixture.ledger["pay-1"] == PayoutMachine.unknown.payout)
    }

    @Test func aQuestionThatHasNotBegunIsNotAsked() async {
        let payout = PayoutMachine.unknown.payout
        fixture.ledger["pay-1"] = payout
        let asked = Task(executorPreference: executor) { fixture.processor.askNow(about: payout) }
        stop()
        await asked.value
        await expectNothingLeft()
        #expect(fixture.ledger["pay-1"] == payout)
    }

    /// OY! does not find what has settled, as the gateway stops: nobody would hear how a further attempt ends.
    @Test func whatIsNotFoundIsNotSentAgain() async {
        let payout = PayoutMachine.unknown.payout
        fixture.ledger["pay-1"] = payout
        fixture.clock.advance(by: .seconds(100))
        await withDiscardingTaskGroup { group in
            group.addTask { await fixture.processor.run() }
            let question = await fixture.upstream.next()
            group.cancelAll()
            question.answer("204")
            fixture.upstream.giveUp()
        }
        #expect(fixture.upstream.count == 1, "the question, and nothing sent")
        #expect(fixture.ledger["pay-1"]?.notFoundSince != nil)
        #expect(fixture.ledger["pay-1"]?.attempts == payout.attempts)
        #expect(fixture.gate.owed == 0, "a permit without a report")
    }
}
