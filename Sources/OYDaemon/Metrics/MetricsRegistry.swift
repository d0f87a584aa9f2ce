import CoreMetrics
import Synchronization

/// Keeps what is counted, behind swift-metrics' interface for backends.
///
/// It knows the metrics that it was made with and no others, and a bounded number of label values of each: what comes
/// beyond is counted together as `other`. So nothing that a caller sends makes it grow.
final class MetricsRegistry: MetricsFactory {
    private struct State {
        var counters: [Metric: [[String]: Count]] = [:]
        var timers: [Metric: [[String]: Distribution]] = [:]
    }

    private let metrics: [String: Metric]
    private let state = Mutex(State())

    init(_ metrics: [Metric] = Metric.counted) {
        self.metrics = Dictionary(uniqueKeysWithValues: metrics.map { ($0.name, $0) })
    }

    /// Everything, sorted.
    var families: [MetricFamily] {
        let (counters, timers) = state.withLock { ($0.counters, $0.timers) }
        let counted = counters.map { metric, series in
            MetricFamily(metric, series.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { labels, count in
                .init(labels: labels, value: .number(Double(count.value)))
            })
        }
        let timed = timers.map { metric, series in
            MetricFamily(metric, series.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { labels, distribution in
                .init(labels: labels, value: distribution.value)
            })
        }
        return (counted + timed).sorted { $0.metric.name < $1.metric.name }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        guard let (metric, labels) = place(label, dimensions), metric.kind == .counter else { return NOOPMetricsHandler.instance }
        return state.withLock { state in
            let labels = Self.bounded(labels, among: state.counters[metric] ?? [:])
            if let count = state.counters[metric]?[labels] { return count }
            let count = Count()
            state.counters[metric, default: [:]][labels] = count
            return count
        }
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        guard let (metric, labels) = place(label, dimensions), case .histogram(let bounds) = metric.kind else {
            return NOOPMetricsHandler.instance
        }
        return state.withLock { state in
            let labels = Self.bounded(labels, among: state.timers[metric] ?? [:])
            if let distribution = state.timers[metric]?[labels] { return distribution }
            let distribution = Distribution(bounds: bounds)
            state.timers[metric, default: [:]][labels] = distribution
            return distribution
        }
    }

    /// Gauges are looked up when they are asked for (``GatewayGauges``); nobody records anything else.
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        NOOPMetricsHandler.instance
    }

    // What was counted stays, whoever let go of it.
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private func place(_ name: String, _ dimensions: [(String, String)]) -> (Metric, [String])? {
        guard let metric = metrics[name], metric.labels == dimensions.map(\.0) else { return nil }
        return (metric, dimensions.map(\.1))
    }

    private static func bounded<Handler>(_ labels: [String], among series: [[String]: Handler]) -> [String] {
        series[labels] != nil || series.count < Limits.seriesPerMetric ? labels : labels.map { _ in "other" }
    }
}

/// A number that only grows.
private final class Count: CounterHandler {
    private let number = Atomic<Int64>(0)

    var value: Int64 { number.load(ordering: .relaxed) }

    func increment(by amount: Int64) { number.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { number.store(0, ordering: .relaxed) }
}

/// How often something took how long.
private final class Distribution: TimerHandler {
    private let bounds: [Double]
    private let state: Mutex<(counts: [Int64], sum: Double)>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex((Array(repeating: 0, count: bounds.count + 1), 0))
    }

    var value: MetricFamily.Value {
        state.withLock { .distribution(counts: $0.counts, sum: $0.sum) }
    }

    func recordNanoseconds(_ duration: Int64) {
        let seconds = Double(duration) / 1_000_000_000
        let bucket = bounds.firstIndex { seconds <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += seconds
        }
    }
}
