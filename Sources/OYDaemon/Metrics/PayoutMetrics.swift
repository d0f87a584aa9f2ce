import CoreMetrics
import Gateway

/// Counts what payouts need a person for. All series are there from the start: who watches for an alarm sees the first one, too.
struct PayoutMetrics: Sendable {
    private let factory: any MetricsFactory

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        for alarm in PayoutAlarmName.allCases { counter(alarm).increment(by: 0) }
    }

    func alarmed(_ alarm: PayoutAlarm) {
        counter(PayoutAlarmName(alarm)).increment()
    }

    private func counter(_ alarm: PayoutAlarmName) -> Counter {
        Counter(label: Metric.payoutAlarms.name, dimensions: [("alarm", alarm.rawValue)], factory: factory)
    }
}
