import CoreMetrics
import Gateway
import Synchronization

/// What is known of an attempt at OY!, in the words of metrics and log.
struct AttemptLabels: Hashable {
    let outcome: String
    /// The words of `AttemptFailure`, and the hundreds of HTTP's status: few, whatever OY! sends.
    let reason: String

    init(_ outcome: AttemptOutcome) {
        switch outcome {
        case .surelyUnsent(let failure): (self.outcome, reason) = ("unsent", failure.reason.rawValue)
        case .unknown(let failure): (self.outcome, reason) = ("unknown", failure.reason.rawValue)
        case .answered(let answer): (self.outcome, reason) = ("answered", Self.hundreds[min(max(answer.status / 100, 0), 9)])
        }
    }

    private static let hundreds = (0...9).map { "http_\($0)xx" }
}

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
