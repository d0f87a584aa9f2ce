import Testing

@testable import Gateway
@testable import OYDaemon

/// Prometheus' text format, byte by byte.
@Suite struct PrometheusTextTests {
    @Test func numbersAndLabels() {
        let metric = Metric("x_total", .counter, "Back\\slash and\nline.", labels: ["a", "b"])
        let samples: [MetricFamily.Sample] = [
            .init(labels: ["1", "2"], value: .number(3)), .init(labels: ["\"q\"\\\n", "é"], value: .number(0.25)),
        ]
        let none: [MetricFamily.Sample] = []
        let text = PrometheusText.write([
            MetricFamily(metric, samples), MetricFamily(Metric("empty", .gauge, "Nothing."), none),
            MetricFamily(Metric("up", .gauge, "One."), 1),
        ])
        #expect(
            text == #"""
                # HELP x_total Back\\slash and\nline.
                # TYPE x_total counter
                x_total{a="1",b="2"} 3
                x_total{a="\"q\"\\\n",b="é"} 0.25
                # HELP up One.
                # TYPE up gauge
                up 1

                """#)
    }

    @Test func howFarEachConsumerIsBehind() {
        let consumer = Consumer(name: ConsumerName(caller: "ledger", name: "booking"), cursor: 4, seenAt: WallTime(milliseconds: 0))
        let text = PrometheusText.write(GatewayGauges.consumers([ConsumerLag(consumer: consumer, events: 3)]))
        #expect(text.hasSuffix("\noyd_event_consumer_lag{caller=\"ledger\",consumer=\"booking\"} 3\n"), "\(text)")
    }

    @Test func histogramsAddUp() {
        let metric = Metric("t_seconds", .histogram(seconds: [0.5, 1]), "Time.", labels: ["m"])
        let text = PrometheusText.write([MetricFamily(metric, [.init(labels: ["x"], value: .distribution(counts: [2, 0, 1], sum: 3.5))])])
        #expect(
            text == """
                # HELP t_seconds Time.
                # TYPE t_seconds histogram
                t_seconds_bucket{m="x",le="0.5"} 2
                t_seconds_bucket{m="x",le="1"} 2
                t_seconds_bucket{m="x",le="+Inf"} 3
                t_seconds_sum{m="x"} 3.5
                t_seconds_count{m="x"} 3

                """)
    }

    @Test(arguments: [(Double.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (1e21, "1e+21"), (1_769_817_600.123, "1769817600.123")])
    func oddNumbers(value: Double, text: String) {
        #expect(PrometheusText.write([MetricFamily(Metric("x", .gauge, "X."), value)]).hasSuffix("\nx \(text)\n"))
    }
}
