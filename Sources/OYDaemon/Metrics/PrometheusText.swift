/// Writes metrics in Prometheus' text format, version 0.0.4.
enum PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    static func write(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families where !family.samples.isEmpty {
            let metric = family.metric
            text += "# HELP \(metric.name) \(escaped(metric.help, quotes: false))\n# TYPE \(metric.name) \(type(metric.kind))\n"
            for sample in family.samples {
                let labels = Array(zip(metric.labels, sample.labels))
                switch (sample.value, metric.kind) {
                case (.number(let value), _):
                    text += "\(metric.name)\(braced(labels)) \(number(value))\n"
                case (.distribution(let counts, let sum), .histogram(let bounds)):
                    write(counts, bounds, sum, metric.name, labels, to: &text)
                case (.distribution, _):
                    preconditionFailure("\(metric.name) is no histogram")
                }
            }
        }
        return text
    }

    private static func write(
        _ counts: [Int64], _ bounds: [Double], _ sum: Double, _ name: String, _ labels: [(String, String)], to text: inout String
    ) {
        var total: Int64 = 0
        for (index, count) in counts.enumerated() {
            total += count
            let bound = index < bounds.count ? number(bounds[index]) : "+Inf"
            text += "\(name)_bucket\(braced(labels + [("le", bound)])) \(total)\n"
        }
        text += "\(name)_sum\(braced(labels)) \(number(sum))\n\(name)_count\(braced(labels)) \(total)\n"
    }

    private static func type(_ kind: Metric.Kind) -> String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    private static func braced(_ labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0)=\"\(escaped($1, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
