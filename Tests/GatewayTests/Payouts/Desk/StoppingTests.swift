import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// What was taken on, but has not begun by the time that the gateway stops: nothing comes of it, and whoever waits hears so.
@Suite(.timeLimit(.minutes(1))) struct StoppingTests {
    private let office = Office()
    private let executor = CallersExecutor(isHeld: true)

    /// The desk stops once what stands on the executor has run, and before anything that came of it has.
    private func stop() {
        executor.step()
        office.desk.work.close()
        executor.release()
        // Where the desk is broken, the tests fail and do not hang.
        office.upstream.giveUp()
    }

    private func expectNothingLeft() async {
        await office.desk.work.untilEnded()
        #expect(office.desk.book.withLock { $0.isEmpty }, "a payout is left in memory")
        #expect(office.gate.owed == 0, "a permit without a report")
        #expect(office.upstream.underWay.withLock { $0.most } == 0, "OY! was called")
        #expect(office.ledger.state.value.commits == 0)
    }

    @Test func aPayoutThatHasNotBegunIsNotRecorded() async {
        let answer = Task(executorPreference: executor) { await office.refusal { try await office.remit() } }
        stop()
        #expect(await answer.value == .shuttingDown)
        await expectNothingLeft()
    }

    @Test func decisionsThatHaveNotBegunAreNotTaken() async {
        office.ledger["pay-1"] = PayoutMachine.unknown.payout
        let answers = [PayoutDecision.paid, .notPaid].map { decision in
            Task(executorPreference: executor) { await office.refusal { try await office.decide(decision) } }
        }
        stop()
        for answer in answers { #expect(await answer.value == .shuttingDown) }
        await expectNothingLeft()
        #expect(office.ledger["pay-1"] == PayoutMachine.unknown.payout)
    }

    @Test func aQuestionThatHasNotBegunIsNotAsked() async {
        let payout = PayoutMachine.unknown.payout
        office.ledger["pay-1"] = payout
        let asked = Task(executorPreference: executor) { office.desk.askNow(about: payout) }
        stop()
        await asked.value
        await expectNothingLeft()
        #expect(office.ledger["pay-1"] == payout)
    }

    /// OY! does not find what has settled, as the gateway stops: nobody would hear how a further attempt ends.
    @Test func whatIsNotFoundIsNotSentAgain() async {
        let payout = PayoutMachine.unknown.payout
        office.ledger["pay-1"] = payout
        office.clock.advance(by: .seconds(100))
        await withDiscardingTaskGroup { group in
            group.addTask { await office.desk.run() }
            let question = await office.upstream.next()
            group.cancelAll()
            question.answer("204")
            office.upstream.giveUp()
        }
        #expect(office.upstream.count == 1, "the question, and nothing sent")
        #expect(office.ledger["pay-1"]?.notFoundSince != nil)
        #expect(office.ledger["pay-1"]?.attempts == payout.attempts)
        #expect(office.gate.owed == 0, "a permit without a report")
    }
}
