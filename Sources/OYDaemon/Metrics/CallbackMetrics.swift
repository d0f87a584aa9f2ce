import CoreMetrics
import Gateway

/// Counts what becomes of callbacks. All series are there from the start: who watches for an alarm sees the first one grow from 0.
struct CallbackMetrics: CallbackObserver {
    enum Outcome: String, CaseIterable, Sendable {
        case received, told, found, repeated, contradicted, disputed, unconfirmed
        case notLookedUp = "not_looked_up"

        init(_ conclusion: CallbackConclusion) {
            switch conclusion {
            case .told: self = .told
            case .repeated: self = .repeated
            case .contradicted: self = .contradicted
            case .disputed: self = .disputed
            case .unconfirmed: self = .unconfirmed
            }
        }
    }

    private let factory: any MetricsFactory

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        for kind in CallbackKind.allCases {
            for outcome in Outcome.allCases { counter(kind, outcome).increment(by: 0) }
        }
    }

    func received(_ kind: CallbackKind) {
        count(kind, .received)
    }

    func concluded(_ kind: CallbackKind, as conclusion: CallbackConclusion, id: Int64, payout: String?) {
        count(kind, Outcome(conclusion))
    }

    func found(_ kind: CallbackKind, id: Int64, events: Int) {
        count(kind, .found)
    }

    func notLookedUp(_ kind: CallbackKind, id: Int64, cause: String) {
        count(kind, .notLookedUp)
    }

    /// The ledger's own metrics say how it is.
    func ledgerFailed(_ error: LedgerError) {}

    private func count(_ kind: CallbackKind, _ outcome: Outcome) {
        counter(kind, outcome).increment()
    }

    private func counter(_ kind: CallbackKind, _ outcome: Outcome) -> Counter {
        Counter(
            label: Metric.callbacks.name, dimensions: [("kind", kind.rawValue), ("outcome", outcome.rawValue)],
            factory: factory)
    }
}
