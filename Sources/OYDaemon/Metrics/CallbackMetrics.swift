import CoreMetrics
import Gateway

/// Counts what becomes of callbacks. All series are there from the start: who watches for an alarm sees the first one grow from 0.
struct CallbackMetrics: CallbackObserver {
    /// What is counted of a callback: that it came in, what became of it, and what happened on the way.
    private static let outcomes = ["received", "found", "impossible", "not_looked_up"] + CallbackConclusion.allCases.map(\.word)

    private let factory: any MetricsFactory

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        for kind in CallbackKind.allCases {
            for outcome in Self.outcomes { counter(kind, outcome).increment(by: 0) }
        }
    }

    func received(_ kind: CallbackKind) {
        count(kind, "received")
    }

    func concluded(_ kind: CallbackKind, as conclusion: CallbackConclusion, id: Int64, payout: String?) {
        count(kind, conclusion.word)
    }

    func found(_ kind: CallbackKind, id: Int64, events: Int) {
        count(kind, "found")
    }

    func impossible(_ kind: CallbackKind, id: Int64, payment: String, amountRupiah: Int64) {
        count(kind, "impossible")
    }

    func notLookedUp(_ kind: CallbackKind, id: Int64, cause: String) {
        count(kind, "not_looked_up")
    }

    /// The ledger's own metrics say how it is.
    func ledgerFailed(_ error: LedgerError) {}

    private func count(_ kind: CallbackKind, _ outcome: String) {
        counter(kind, outcome).increment()
    }

    private func counter(_ kind: CallbackKind, _ outcome: String) -> Counter {
        Counter(
            label: Metric.callbacks.name, dimensions: [("kind", kind.rawValue), ("outcome", outcome)],
            factory: factory)
    }
}
