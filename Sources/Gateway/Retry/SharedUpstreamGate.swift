import Synchronization

/// What all calls share about OY!: whether it can be reached, and how many retries are left.
///
/// Payouts have a circuit breaker of their own, so that an endpoint that is only read, and is slow or broken, can't keep anybody from
/// paying.
public final class SharedUpstreamGate: Sendable {
    /// Who shares a circuit breaker.
    enum Circuit {
        case payouts, otherCalls
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
    /// What `changed` heard last. Held while it is told, so that two threads never tell it in the wrong order.
    private let told = Mutex(true)
    private let changed: @Sendable (_ isThere: Bool) -> Void

    /// - Parameter changed: hears when OY! is no longer believed to be there, and when it is again.
    public init(clock: any Timekeeper, changed: @escaping @Sendable (_ isThere: Bool) -> Void = { _ in }) {
        self.clock = clock
        self.changed = changed
    }

    /// Whether OY! is believed to be there, by payouts and by other calls.
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
            let before = state.condition
            switch evidence {
            case .present: state[circuit].attemptSucceeded()
            case .absent: state[circuit].attemptFailed(at: now)
            case .inconclusive: state[circuit].attemptAbandoned(at: now)
            }
            return (before, state.condition)
        }
        if (before == .closed) != (after == .closed) { tell() }
    }

    private func tell() {
        told.withLock { told in
            let isThere = condition == .closed
            guard isThere != told else { return }
            told = isThere
            changed(isThere)
        }
    }

    /// Runs a decision that may spend from the budget.
    func withBudget<Result>(_ decide: (inout RetryBudget) -> Result) -> Result where Result: Sendable {
        state.withLock { decide(&$0.budget) }
    }
}
