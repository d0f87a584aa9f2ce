import CoreMetrics

/// Counts how often a connection to OY! brought bytes that nobody had asked for. The series is there from the start: who
/// watches for it sees the first one, too.
struct UnsolicitedBytesMetrics: Sendable {
    private let count: Counter

    init(_ factory: any MetricsFactory) {
        count = Counter(label: Metric.strays.name, dimensions: [], factory: factory)
        count.increment(by: 0)
    }

    func came() {
        count.increment()
    }
}
