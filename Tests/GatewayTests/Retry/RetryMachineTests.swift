import Contract
@testable import Gateway
import Testing

@Suite struct RetryMachineTests {
    private let start = MonotonicInstant(nanoseconds: 1_000_000_000)

    private func decide(
        _ resend: Endpoint.Resend, _ verdict: AttemptVerdict, retryAfter: Duration? = nil, chance: Double = 0.5,
        deadlineIn: Duration = .seconds(30)
    ) -> RetryMachine.Decision {
        var machine = RetryMachine(resend: resend, deadline: start.advanced(by: deadlineIn))
        var budget = RetryBudget()
        return machine.attemptEnded(
            verdict, retryAfter: retryAfter, at: start, chance: chance, budget: &budget)
    }

    @Test("An attempt whose answer stands is the last", arguments: [Endpoint.Resend.always, .idempotent, .onlyIfSurelyUnsent])
    func conclusive(resend: Endpoint.Resend) {
        #expect(decide(resend, .conclusive) == .stop(.conclusive))
    }

    @Test("A call that may not be re-sent stops where OY! may have acted")
    func uncertainAndNotResendable() {
        #expect(decide(.onlyIfSurelyUnsent, .uncertain) == .stop(.mayNotBeResent))
    }

    @Test("A call that may be re-sent goes again where OY! may have acted", arguments: [Endpoint.Resend.always, .idempotent])
    func uncertainAndResendable(resend: Endpoint.Resend) {
        #expect(decide(resend, .uncertain) == .again(at: start.advanced(by: .milliseconds(50))))
    }

    @Test(
        "What OY! surely did not act on goes again, whatever the method",
        arguments: [Endpoint.Resend.always, .idempotent, .onlyIfSurelyUnsent], [AttemptVerdict.surelyUnsent, .notProcessed])
    func surelyNotActedOn(resend: Endpoint.Resend, verdict: AttemptVerdict) {
        #expect(decide(resend, verdict) == .again(at: start.advanced(by: .milliseconds(50))))
    }

    @Test("Retry-After is the least that is waited")
    func retryAfter() {
        let decision = decide(.always, .notProcessed, retryAfter: .seconds(7), chance: 0.99)
        #expect(decision == .again(at: start.advanced(by: .seconds(7))))
    }

    @Test("A wait that would outlast the caller's deadline is not begun")
    func deadline() {
        let decision = decide(.always, .notProcessed, retryAfter: .seconds(7), deadlineIn: .seconds(7))
        #expect(decision == .stop(.deadline))
    }

    @Test("Waits double, are spread over the whole interval and end at the maximum number of attempts")
    func backoff() {
        var machine = RetryMachine(resend: .always, deadline: start.advanced(by: .seconds(600)))
        var budget = RetryBudget()
        let waits = [100, 200, 400]
        for wait in waits {
            let decision = machine.attemptEnded(
                .uncertain, retryAfter: nil, at: start, chance: 0.25, budget: &budget)
            #expect(decision == .again(at: start.advanced(by: .milliseconds(wait / 4))))
        }
        let last = machine.attemptEnded(.uncertain, retryAfter: nil, at: start, chance: 0.25, budget: &budget)
        #expect(last == .stop(.attemptsExhausted))
        #expect(machine.attempts == Limits.maximumAttempts)
    }

    @Test("A spent budget stops retries, and calls fill it again")
    func budget() {
        var budget = RetryBudget()
        func retry() -> RetryMachine.Decision {
            var machine = RetryMachine(resend: .always, deadline: start.advanced(by: .seconds(30)))
            return machine.attemptEnded(.uncertain, retryAfter: nil, at: start, chance: 0, budget: &budget)
        }
        for _ in 0..<Limits.retryBudgetReserve { #expect(retry() == .again(at: start)) }
        #expect(retry() == .stop(.budgetSpent))
        for _ in 0..<(100 / Limits.retryBudgetPercent) { budget.callBegan() }
        #expect(retry() == .again(at: start))
        #expect(retry() == .stop(.budgetSpent))
    }

    @Test("What is saved up has a ceiling: a long quiet time does not buy a storm")
    func ceiling() {
        var budget = RetryBudget()
        for _ in 0..<1_000_000 { budget.callBegan() }
        var retries = 0
        while budget.withdraw() { retries += 1 }
        #expect(retries == Limits.retryBudgetCeiling)
    }
}
