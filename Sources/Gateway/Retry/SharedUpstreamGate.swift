import Synchronization

/// What all calls share about OY!: whether it can be reached, and how many retries are left.
///
/// Payouts have a circuit breaker of their own, so that an endpoint that is only read, and is slow or broken, can't keep anybody from
/// paying.
public final class SharedUpstreamGate: Sendable {
    /// Who shares a circuit breaker.
    public enum Circuit: String, CaseIterable, Sendable {
        case payouts
        case otherCalls = "other_calls"
    }

    private struct State {
        var payouts = CircuitBreaker()
        var otherCalls = CircuitBreaker()
        var budget = RetryBudget()

        subscript(_ circuit: Circuit) -> CircuitBreaker {
            get { circuit == .payouts ? payouts : otherCalls }
            set { if circuit == .payouts { payouts = newValue } else { otherCalls = newValue } }
        }

        /// The worse of the two.
        var condition: CircuitBreaker.Condition {
            payouts.condition == .closed || otherCalls.condition == .open ? otherCalls.condition : payouts.condition
        }
    }

    private let state = Mutex(State())
    let clock: any Timekeeper
    /// The circuits of which `changed` heard last that OY! is not there. Held while it is told, so that two threads never tell it in the wrong
    /// order.
    private let toldAway = Mutex<Set<Circuit>>([])
    private let changed: @Sendable (_ circuit: Circuit, _ isThere: Bool) -> Void

    /// - Parameter changed: hears when OY! is no longer believed to be there for those who share a circuit, and when it is again.
    public init(clock: any Timekeeper, changed: @escaping @Sendable (_ circuit: Circuit, _ isThere: Bool) -> Void = { _, _ in }) {
        self.clock = clock
        self.changed = changed
    }

    /// Whether OY! is believed to be there by those who share a circuit.
    public func condition(of circuit: Circuit) -> CircuitBreaker.Condition {
        state.withLock { $0[circuit].condition }
    }

    /// The same by payouts and by other calls: the worse of the two.
    public var condition: CircuitBreaker.Condition {
        state.withLock { $0.condition }
    }

    /// A call came in: the budget for retries grows.
    public func callBegan() {
        state.withLock { $0.budget.callBegan() }
    }

    /// An attempt is about to be made.
    func admit(_ circuit: Circuit, at now: MonotonicInstant) -> CircuitBreaker.Admission {
        state.withLock { $0[circuit].attemptRequested(at: now) }
    }

    /// An attempt ended.
    func report(_ evidence: UpstreamEvidence, of circuit: Circuit, at now: MonotonicInstant) {
        let (before, after) = state.withLock { state in
            let before = state[circuit].condition
            switch evidence {
            case .present: state[circuit].attemptSucceeded()
            case .absent: state[circuit].attemptFailed(at: now)
            case .inconclusive: state[circuit].attemptAbandoned(at: now)
            }
            return (before, state[circuit].condition)
        }
        if (before == .closed) != (after == .closed) { tell(of: circuit) }
    }

    private func tell(of circuit: Circuit) {
        toldAway.withLock { away in
            let isThere = condition(of: circuit) == .closed
            guard isThere == away.contains(circuit) else { return }
            if isThere { away.remove(circuit) } else { away.insert(circuit) }
            changed(circuit, isThere)
        }
    }

    /// Runs a decision that may spend from the budget.
    func withBudget<Result>(_ decide: (inout RetryBudget) -> Result) -> Result where Result: Sendable {
        state.withLock { decide(&$0.budget) }
    }
}
