import CoreMetrics
import Gateway
import Logging

/// Tells of bytes that a connection to OY! brought though nobody had asked for any. OY!, or what stands before it, is out of step or means
/// harm. Each time is counted; a line is written now and then.
struct StrayLog: Sendable {
    private let count: Counter
    private let logger: Logger
    private let lines: LogThrottle
    private let baseURL: String

    init(_ factory: any MetricsFactory, logger: Logger, lines: LogThrottle, baseURL: String) {
        count = Counter(label: Metric.strays.name, dimensions: [], factory: factory)
        self.logger = logger
        self.lines = lines
        self.baseURL = baseURL
        // There from the start: who watches for it sees the first one, too.
        count.increment(by: 0)
    }

    func came() {
        count.increment()
        guard let more = lines.takeTurn() else { return }
        logger.warning(
            "A connection to OY! brought bytes that nobody had asked for, and was closed",
            metadata: ["base_url": "\(baseURL)", "not_shown": "\(more)"])
    }
}
