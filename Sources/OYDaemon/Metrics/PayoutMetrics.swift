import Contract
import CoreMetrics
import Gateway

/// Counts how payouts end, and what they need a person for. The series of alarms and of ends are there from the start: whoever watches
/// sees the first one grow from 0, unless it comes before the first scrape (deploy/prometheus-rules.yml knows that case).
struct PayoutMetrics: PayoutObserver {
    private let factory: any MetricsFactory

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        for alarm in PayoutAlarm.Kind.allCases { counter(alarm).increment(by: 0) }
        for state in PayoutState.allCases where state.isFinal { counter(state, oyCode: "").increment(by: 0) }
    }

    func ended(_ payout: Payout) {
        counter(payout.state, oyCode: Self.label(payout.oyCode ?? "")).increment()
    }

    func alarmed(_ alarm: PayoutAlarm, partnerTrxID: String) {
        counter(alarm.kind).increment()
    }

    /// The ledger's own metrics say how it is.
    func ledgerFailed(_ error: LedgerError) {}

    private func counter(_ state: PayoutState, oyCode: String) -> Counter {
        Counter(label: Metric.payoutsEnded.name, dimensions: [("state", state.rawValue), ("oy_code", oyCode)], factory: factory)
    }

    private func counter(_ alarm: PayoutAlarm.Kind) -> Counter {
        Counter(label: Metric.payoutAlarms.name, dimensions: [("alarm", alarm.rawValue)], factory: factory)
    }

    /// OY!'s codes have three digits. Anything else is one label, so that OY! does not decide how many series there are.
    private static func label(_ code: String) -> String {
        let isCode = code.utf8.count == 3 && code.utf8.allSatisfy(\.isASCIIDigit)
        return code.isEmpty || isCode ? code : "other"
    }
}
