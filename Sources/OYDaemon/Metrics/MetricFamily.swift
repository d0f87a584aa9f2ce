/// All values of one metric, at one moment.
struct MetricFamily: Equatable {
    struct Sample: Equatable {
        /// In the order of the metric's labels.
        var labels: [String]
        var value: Value
    }

    enum Value: Equatable {
        case number(Double)
        /// How many fell into each bucket, the one without bound last, and the sum of all.
        case distribution(counts: [Int64], sum: Double)
    }

    let metric: Metric
    var samples: [Sample]

    init(_ metric: Metric, _ samples: [Sample]) {
        self.metric = metric
        self.samples = samples
    }

    /// One value without labels.
    init(_ metric: Metric, _ value: Double) {
        self.init(metric, [Sample(labels: [], value: .number(value))])
    }

    /// A value for each value of the only label.
    init(_ metric: Metric, _ values: [(label: String, value: Double)]) {
        self.init(metric, values.map { Sample(labels: [$0.label], value: .number($0.value)) })
    }
}
