/// Stops asking OY! while it does not answer, and finds out with single probes when it does again.
///
/// Pure: the time comes in, nothing waits here. Closed lets everything through. After ``Limits/circuitFailureThreshold`` failures in a
/// row, or fewer that go on for ``Limits/circuitFailureSpan``, it opens and lets nothing through. After a pause one call may probe. A
/// probe that succeeds closes it, one that fails opens it for longer.
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

    /// Those in a row, without an answer in between.
    private struct Failures: Equatable {
        var count = 1
        var first: MonotonicInstant
        var last: MonotonicInstant

        /// One more; after a long time without any the first of others.
        init(after before: Self?, at now: MonotonicInstant) {
            (first, last) = (now, now)
            guard let before, before.last.duration(to: now) <= Limits.circuitFailureGap else { return }
            (count, first) = (before.count + 1, before.first)
        }

        var areAnOutage: Bool {
            count >= Limits.circuitFailureThreshold
                || (count >= Limits.circuitFewestFailures && first.duration(to: last) >= Limits.circuitFailureSpan)
        }
    }

    private enum State: Equatable {
        case closed(Failures?)
        case open(until: MonotonicInstant, pause: Duration)
        case probing(since: MonotonicInstant, pause: Duration)
    }

    private var state = State.closed(nil)

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
        state = .closed(nil)
    }

    /// OY! could not be reached, did not answer, or answered that it is out of order.
    public mutating func attemptFailed(at now: MonotonicInstant) {
        switch state {
        case .closed(let before):
            let failures = Failures(after: before, at: now)
            if failures.areAnOutage { open(for: Limits.circuitFirstPause, at: now) } else { state = .closed(failures) }
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
