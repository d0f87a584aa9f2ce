import CoreMetrics

/// Counts what the callback listener refuses, each time and by reason. All series are there from the start: who watches for one sees the first
/// refusal, too.
struct CallbackRefusalMetrics: Sendable {
    private let counters: [CallbackRefusals.Reason: Counter]

    init(_ factory: any MetricsFactory) {
        counters = Dictionary(
            uniqueKeysWithValues: CallbackRefusals.Reason.allCases.map { reason in
                let counter = Counter(label: Metric.callbacksRefused.name, dimensions: [("reason", reason.rawValue)], factory: factory)
                counter.increment(by: 0)
                return (reason, counter)
            })
    }

    func refused(_ reason: CallbackRefusals.Reason) {
        counters[reason]?.increment()
    }
}
