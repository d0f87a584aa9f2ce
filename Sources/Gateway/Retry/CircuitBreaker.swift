/// Stops asking OY! while it does not answer, and finds out with single probes when it does again.
///
/// Pure: the time comes in, nothing waits here. Closed lets everything through; after
/// ``Limits/circuitFailureThreshold`` failures in a row, or fewer that go on for ``Limits/circuitFailureSpan``, it opens and lets nothing
/// through; after a pause one call may
/// probe. A probe that succeeds closes it, one that fails opens it for longer.
public struct CircuitBreaker: Sendable {
    /// What a call may do.
    public enum Admission: Equatable, Sendable {
        case admitted
        /// Not now; the time until a probe is let through.
        case refused(retryIn: Duration)
    }

    /// The states, in the words that `GetInfo` shows.
    public enum Condition: String, Sendable {
        case closed
        case open
        case halfOpen = "half-open"
    }

    private enum State: Equatable {
        case closed(failuresInARow: Int, since: MonotonicInstant?)
        case open(until: MonotonicInstant, pause: Duration)
        case probing(since: MonotonicInstant, pause: Duration)
    }

    private var state = State.closed(failuresInARow: 0, since: nil)

    public init() {}

    public var condition: Condition {
        switch state {
        case .closed: .closed
        case .open: .open
        case .probing: .halfOpen
        }
    }

    /// An attempt is about to be made.
    public mutating func attemptRequested(at now: MonotonicInstant) -> Admission {
        switch state {
        case .closed:
            return .admitted
        case .open(let until, let pause):
            guard now >= until else { return .refused(retryIn: now.duration(to: until)) }
            state = .probing(since: now, pause: pause)
            return .admitted
        case .probing(let since, let pause):
            // A probe whose end was never reported must not keep the circuit open for ever.
            let lost = since.advanced(by: Limits.circuitProbePatience)
            guard now >= lost else { return .refused(retryIn: now.duration(to: lost)) }
            state = .probing(since: now, pause: pause)
            return .admitted
        }
    }

    /// OY! answered, whatever it said: it is there.
    public mutating func attemptSucceeded() {
        state = .closed(failuresInARow: 0, since: nil)
    }

    /// OY! could not be reached, did not answer, or answered that it is out of order.
    public mutating func attemptFailed(at now: MonotonicInstant) {
        switch state {
        case .closed(let before, let since):
            let (failures, first) = (before + 1, since ?? now)
            let isLong = failures >= Limits.circuitFewestFailures && first.duration(to: now) >= Limits.circuitFailureSpan
            if failures >= Limits.circuitFailureThreshold || isLong {
                open(for: Limits.circuitFirstPause, at: now)
            } else {
                state = .closed(failuresInARow: failures, since: first)
            }
        case .probing(_, let pause):
            open(for: min(pause * 2, Limits.circuitLongestPause), at: now)
        case .open:
            break  // A call that was under way when the circuit opened: nothing new.
        }
    }

    /// The attempt says nothing about OY!: its caller gave it too little time, or the gateway itself gave it up. A probe
    /// that ends so makes room for the next one.
    public mutating func attemptAbandoned(at now: MonotonicInstant) {
        if case .probing(_, let pause) = state { state = .open(until: now, pause: pause) }
    }

    private mutating func open(for pause: Duration, at now: MonotonicInstant) {
        state = .open(until: now.advanced(by: pause), pause: pause)
    }
}
