@testable import Gateway
import Testing

@Suite struct CircuitBreakerTests {
    private let start = MonotonicInstant(nanoseconds: 0)

    private func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<Limits.circuitFailureThreshold { breaker.attemptFailed(at: start) }
        return breaker
    }

    @Test("It opens at the threshold and not before")
    func threshold() {
        var breaker = CircuitBreaker()
        for _ in 1..<Limits.circuitFailureThreshold { breaker.attemptFailed(at: start) }
        #expect(breaker.condition == .closed)
        breaker.attemptFailed(at: start)
        #expect(breaker.condition == .open)
        #expect(breaker.attemptRequested(at: start) == .refused(retryIn: Limits.circuitFirstPause))
    }

    @Test("A few failures that go on for a minute open it, too", arguments: [(2, 60, false), (3, 59, false), (3, 60, true), (5, 300, true)])
    func longFailure(failures: Int, seconds: Int, opens: Bool) {
        var breaker = CircuitBreaker()
        for _ in 1..<failures { breaker.attemptFailed(at: start) }
        breaker.attemptFailed(at: start.advanced(by: .seconds(seconds)))
        #expect((breaker.condition == .open) == opens)
    }

    @Test("Failures that are hours apart are no outage")
    func hoursApart() {
        var breaker = CircuitBreaker()
        for hour in 0..<Limits.circuitFailureThreshold * 2 { breaker.attemptFailed(at: start.advanced(by: .seconds(hour * 3_600))) }
        #expect(breaker.condition == .closed)
    }

    @Test("What was answered in between is not part of it")
    func longAgo() {
        var breaker = CircuitBreaker()
        for _ in 1...3 { breaker.attemptFailed(at: start) }
        breaker.attemptSucceeded()
        for _ in 1...3 { breaker.attemptFailed(at: start.advanced(by: .seconds(60))) }
        #expect(breaker.condition == .closed)
    }

    @Test("Any answer counts the failures from the start")
    func success() {
        var breaker = CircuitBreaker()
        for _ in 1..<Limits.circuitFailureThreshold { breaker.attemptFailed(at: start) }
        breaker.attemptSucceeded()
        breaker.attemptFailed(at: start)
        #expect(breaker.condition == .closed)
    }

    @Test("After the pause one probe goes, and only one")
    func probe() {
        var breaker = opened()
        let later = start.advanced(by: Limits.circuitFirstPause)
        #expect(breaker.attemptRequested(at: later) == .admitted)
        #expect(breaker.condition == .halfOpen)
        #expect(breaker.attemptRequested(at: later) == .refused(retryIn: Limits.circuitProbePatience))
        breaker.attemptSucceeded()
        #expect(breaker.attemptRequested(at: later) == .admitted)
        #expect(breaker.condition == .closed)
    }

    @Test("Each probe that fails doubles the pause, up to the longest")
    func pauses() {
        var breaker = opened()
        var now = start
        var pause = Limits.circuitFirstPause
        for _ in 0..<10 {
            now = now.advanced(by: pause)
            #expect(breaker.attemptRequested(at: now) == .admitted)
            breaker.attemptFailed(at: now)
            pause = min(pause * 2, Limits.circuitLongestPause)
            #expect(breaker.attemptRequested(at: now) == .refused(retryIn: pause))
        }
    }

    @Test("A probe that proves nothing makes room for the next at once")
    func abandonedProbe() {
        var breaker = opened()
        let later = start.advanced(by: Limits.circuitFirstPause)
        _ = breaker.attemptRequested(at: later)
        breaker.attemptAbandoned(at: later)
        #expect(breaker.attemptRequested(at: later) == .admitted)
    }

    @Test("A probe that never ends does not keep the circuit open for ever")
    func lostProbe() {
        var breaker = opened()
        let later = start.advanced(by: Limits.circuitFirstPause)
        _ = breaker.attemptRequested(at: later)
        #expect(breaker.attemptRequested(at: later.advanced(by: Limits.circuitProbePatience)) == .admitted)
    }

    @Test("Calls that end after the circuit has opened change nothing")
    func stragglers() {
        var breaker = opened()
        breaker.attemptFailed(at: start.advanced(by: .milliseconds(900)))
        #expect(breaker.attemptRequested(at: start.advanced(by: Limits.circuitFirstPause)) == .admitted)
    }
}
