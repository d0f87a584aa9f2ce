import CoreMetrics
import Gateway
import Synchronization

/// Counts attempts at OY!.
final class AttemptMetrics: Sendable {
    private struct Series {
        var count: Counter
        var duration: CoreMetrics.Timer
    }

    private let factory: any MetricsFactory
    private let series = Mutex<[AttemptLabels: Series]>([:])

    init(_ factory: any MetricsFactory) {
        self.factory = factory
    }

    func attemptEnded(_ labels: AttemptLabels, after duration: Duration) {
        let series = series(of: labels)
        series.count.increment()
        series.duration.recordNanoseconds(duration.wholeNanoseconds)
    }

    private func series(of labels: AttemptLabels) -> Series {
        series.withLock { known in
            if let series = known[labels] { return series }
            let series = Series(
                count: Counter(
                    label: Metric.attempts.name, dimensions: [("outcome", labels.outcome), ("reason", labels.reason)],
                    factory: factory),
                duration: CoreMetrics.Timer(
                    label: Metric.attemptDuration.name, dimensions: [("outcome", labels.outcome)], factory: factory))
            known[labels] = series
            return series
        }
    }
}
