import CoreMetrics
import Testing

@testable import OYDaemon

/// What is counted, and that nothing from outside makes it grow.
@Suite struct MetricsRegistryTests {
    static let counter = Metric("c_total", .counter, "C.", labels: ["a"])
    static let timer = Metric("t_seconds", .histogram(seconds: [0.1, 1]), "T.", labels: ["a"])
    private let registry = MetricsRegistry([Self.counter, Self.timer])

    private func count(_ value: String, metric: String = "c_total", label: String = "a") {
        Counter(label: metric, dimensions: [(label, value)], factory: registry).increment()
    }

    @Test func `equal labels share a count`() {
        count("x")
        count("x")
        count("y")
        #expect(
            registry.families == [
                MetricFamily(Self.counter, [.init(labels: ["x"], value: .number(2)), .init(labels: ["y"], value: .number(1))])
            ])
    }

    @Test func `times fall into buckets`() {
        let timer = Timer(label: "t_seconds", dimensions: [("a", "x")], factory: registry)
        for nanoseconds in [0, 100_000_000, 100_000_001, 1_000_000_000, 2_000_000_000] as [Int64] {
            timer.recordNanoseconds(nanoseconds)
        }
        #expect(registry.families.first?.samples.map(\.labels) == [["x"]])
        guard case .distribution(let counts, let sum)? = registry.families.first?.samples.first?.value else {
            Issue.record("no distribution")
            return
        }
        #expect(counts == [2, 2, 1])
        #expect(abs(sum - 3.2) < 0.001)
    }

    @Test func `a metric, a label or a kind that nobody declared is dropped`() {
        count("x", metric: "other_total")
        count("x", label: "b")
        Counter(label: "c_total", factory: registry).increment()
        Counter(label: "t_seconds", dimensions: [("a", "x")], factory: registry).increment()
        Timer(label: "c_total", dimensions: [("a", "x")], factory: registry).recordNanoseconds(1)
        Gauge(label: "c_total", dimensions: [("a", "x")], factory: registry).record(1)
        #expect(registry.families.isEmpty)
    }

    @Test func `past the bound everything new is counted as other`() throws {
        for number in 0..<(Limits.seriesPerMetric + 100) { count("\(number)") }
        let samples = try #require(registry.families.first?.samples)
        #expect(samples.count == Limits.seriesPerMetric + 1)
        #expect(samples.first { $0.labels == ["other"] }?.value == .number(100))
    }
}
