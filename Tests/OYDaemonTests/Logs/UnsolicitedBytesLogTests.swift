import Gateway
import Logging
import Testing

@testable import OYDaemon

/// What an operator sees of answers that nobody asked for.
@Suite struct UnsolicitedBytesLogTests {
    private let registry = MetricsRegistry()
    private let log = CapturedLog()

    private var samples: [MetricFamily.Sample] {
        registry.families.first { $0.metric == .strays }?.samples ?? []
    }

    @Test("Each is counted, and the first of many in a row is a line")
    func counted() {
        let strays = UnsolicitedBytesMetrics(registry)
        let unsolicitedBytesLog = UnsolicitedBytesLog(
            logger: log.logger(), lines: LogThrottle(clock: SystemTimekeeper()), baseURL: "https://oy.example")
        #expect(samples.map(\.value) == [.number(0)])
        for _ in 1...3 {
            strays.came()
            unsolicitedBytesLog.came()
        }
        #expect(samples.map(\.value) == [.number(3)])
        #expect(log.lines.map(\.level) == [.warning])
        #expect(log.lines.map(\.metadata) == [["base_url": "https://oy.example", "not_shown": "0"]])
    }
}
