import TestSupport
import Testing

@testable import Gateway

/// What callers begin runs where they run, is not theirs any more, and is waited for at the end.
@Suite(.timeLimit(.minutes(1))) struct BackgroundTasksTests {
    private let work = BackgroundTasks()

    @Test func aFlightRunsOnItsCallersExecutor() async throws {
        let seen = Observed<[UnownedTaskExecutor?]>([])
        let fixture = PayoutFixture(
            ledger: FakeLedger(hold: { _ in
                let here = withUnsafeCurrentTask { $0?.unownedTaskExecutor }
                seen.update { $0.append(here) }
            }))
        let executors = [CallersExecutor(isHeld: false), CallersExecutor(isHeld: false)]
        try await fixture.open { () async throws in
            for (number, executor) in executors.enumerated() {
                var intent = PayoutIntent.sample
                intent.partnerTrxID = "pay-\(number)"
                async let answer = withTaskExecutorPreference(executor) { [intent] in try await fixture.remit(intent) }
                await fixture.upstream.next().answer("000 OY-\(number)", about: "pay-\(number)")
                #expect(try await answer.state == .completed)
                let here = executor.asUnownedTaskExecutor()
                let commits = seen.update { seen in
                    defer { seen = [] }
                    return seen
                }
                #expect(!commits.isEmpty && commits.allSatisfy { $0 == here })
            }
        }
    }

    @Test func whoeverBeganItMayGo() async {
        let goOn = Once<Void>()
        let wasCancelled = Once<Bool>()
        let beginner = Task { [work] in
            work.begin {
                await goOn.value()
                wasCancelled.come(Task.isCancelled)
            } orElse: {
                Issue.record("refused while open")
            }
        }
        await beginner.value
        beginner.cancel()
        goOn.come(())
        #expect(await wasCancelled.value() == false)
    }

    @Test func theEndComesAfterTheLastPiece() async throws {
        let goOn = [Once<Void>(), Once<Void>()]
        let begun = Observed(0)
        let done = Observed(0)
        for piece in goOn {
            work.begin {
                begun.update { $0 += 1 }
                await piece.value()
                done.update { $0 += 1 }
            } orElse: {
                Issue.record("refused while open")
            }
        }
        try await begun.wait(for: "both pieces to begin") { $0 == 2 }
        work.close()
        async let doneAtTheEnd = {
            await work.untilEnded()
            return done.value
        }()
        for piece in goOn { piece.come(()) }
        #expect(await doneAtTheEnd == 2)
    }

    @Test func afterItsCloseNothingBegins() async {
        #expect(work.isOpen)
        work.close()
        #expect(!work.isOpen)
        let refused = Observed(false)
        work.begin {
            Issue.record("begun after the close")
        } orElse: {
            refused.update { $0 = true }
        }
        #expect(refused.value)
        await work.untilEnded()
    }

    /// What was taken on, but has not begun, is refused in its turn.
    @Test func whatHasNotBegunByTheCloseIsRefused() async {
        let executor = CallersExecutor(isHeld: false)
        let refused = Observed(false)
        await withTaskExecutorPreference(executor) { [work] in
            // It runs one job at a time: the piece stands behind this one.
            work.begin {
                Issue.record("begun after the close")
            } orElse: {
                refused.update { $0 = true }
            }
            work.close()
        }
        await work.untilEnded()
        #expect(refused.value)
    }
}
