import Synchronization

/// What all calls share about OY!: whether it can be reached, and how many retries are left.
///
/// Payouts have a circuit breaker of their own, so that an endpoint that is only read, and is slow or broken, can't keep anybody from
/// paying.
public final class SharedUpstreamGate: Sendable {
    /// Who shares a circuit breaker.
    enum Traffic {
        case payouts, otherCalls
    }

    private struct State {
        var payouts = CircuitBreaker()
        var otherCalls = CircuitBreaker()
        var budget = RetryBudget()

        subscript(_ traffic: Traffic) -> CircuitBreaker {
            get { traffic == .payouts ? payouts : otherCalls }
            set { if traffic == .payouts { payouts = newValue } else { otherCalls = newValue } }
        }

        /// The worse of the two.
        var condition: CircuitBreaker.Condition {
            payouts.condition == .closed || otherCalls.condition == .open ? otherCalls.condition : payouts.condition
        }
    }

    private let state = Mutex(State())
    let timekeeper: any Timekeeper
    /// What `changed` heard last. Held while it is told, so that two threads never tell it in the wrong order.
    private let told = Mutex(true)
    private let changed: @Sendable (_ isThere: Bool) -> Void

    /// - Parameter changed: hears when OY! is no longer believed to be there, and when it is again.
    public init(timekeeper: any Timekeeper, changed: @escaping @Sendable (_ isThere: Bool) -> Void = { _ in }) {
        self.timekeeper = timekeeper
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
    func admit(_ traffic: Traffic, at now: MonotonicInstant) -> CircuitBreaker.Admission {
        state.withLock { $0[traffic].attemptRequested(at: now) }
    }

    /// An attempt ended.
    func report(_ evidence: UpstreamEvidence, of traffic: Traffic, at now: MonotonicInstant) {
        let (before, after) = state.withLock { state in
            let before = state.condition
            switch evidence {
            case .present: state[traffic].attemptSucceeded()
            case .absent: state[traffic].attemptFailed(at: now)
            case .inconclusive: state[traffic].attemptAbandoned(at: now)
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

/// What an attempt tells about OY! itself.
public enum UpstreamEvidence: Sendable, Equatable {
    /// It answers, whatever it says.
    case present
    /// It cannot be reached, does not answer in time, or answers that it is out of order.
    case absent
    /// Nothing: the caller's own deadline was too short, the credentials were replaced, or the gateway is stopping. If these counted, one
    /// caller with short deadlines could open the circuit for everybody.
    case inconclusive

    /// What an outcome tells.
    ///
    /// - Parameters:
    ///   - outcome: of an attempt.
    ///   - hurried: the caller's deadline left the attempt too little time for silence to mean anything.
    public init(_ outcome: AttemptOutcome, hurried: Bool) {
        switch outcome {
        case .answered(let answer):
            self = answer.status >= 500 ? .absent : .present
        case .surelyUnsent(let failure), .unknown(let failure):
            switch failure.reason {
            case .timedOut, .connectTimedOut: self = hurried ? .inconclusive : .absent
            case .noConnectionFree, .shuttingDown, .answerTooLarge, .partnerChanged: self = .inconclusive
            default: self = .absent
            }
        }
    }
}
