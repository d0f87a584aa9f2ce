import TestSupport

/// What oysim does to the gateway's requests during a storm. Every fault is fair: whatever OY! says in so many words is
/// true, it only does not say it, says it late, or is cut off.
struct Weather: Sendable {
    /// Whether OY! knows a payout again by its id. Where it does not, a request must arrive within the settling time
    /// or never, as only time tells then that it is not on its way any more.
    let deduplicates: Bool

    /// The settling time of the daemon.
    var settle: String { deduplicates ? "1s" : "6s" }
    var options: [String] { deduplicates ? [] : ["--no-dedup"] }

    /// The faults that last through the storm.
    func faults(_ draw: inout SeededRandom) -> [JSONValue] {
        [
            random("/api/remit", percent: 40, mix: payments, &draw),
            random("/api/remit-status", percent: 25, mix: Self.questions, &draw),
        ]
    }

    /// A passing fault, now and then: OY!'s front is down, or resets a connection.
    func gust(_ draw: inout SeededRandom) -> JSONValue? {
        switch Int.random(in: 0..<10, using: &draw) {
        case 0: ["kind": "refuse", "ms": .number("\(Int.random(in: 50...300, using: &draw))")]
        case 1: ["kind": "reset_at_accept", "count": 3]
        default: nil
        }
    }

    private func random(
        _ path: String, percent: Int, mix: [JSONValue], _ draw: inout SeededRandom
    ) -> JSONValue {
        [
            "kind": "random", "path": .string(path), "percent": .number("\(percent)"), "forever": true,
            "seed": .number("\(draw.next() >> 12)"), "mix": .array(mix),
        ]
    }

    private var payments: [JSONValue] {
        // Without the settling time, even the shorter one would be found missing before it is executed.
        let late: JSONValue = ["kind": "delay", "before_ms": deduplicates ? 4000 : 2200]
        return Self.cuts + [
            late, late,
            ["kind": "close_before_processing", "before_ms": 100], ["kind": "close_after_processing", "before_ms": 300],
            ["kind": "delay", "before_ms": 300], ["kind": "delay", "after_ms": 1500], ["kind": "delay", "after_ms": 150],
            ["kind": "status", "status": 503], ["kind": "status", "status": 503, "process": true],
            ["kind": "status", "status": 504, "process": true], ["kind": "html", "process": true],
            ["kind": "code", "code": "999"], ["kind": "code", "code": "999", "process": true],
            ["kind": "code", "code": "504", "process": true], ["kind": "code", "code": "777", "process": true],
            // In so many words: not created.
            ["kind": "code", "code": "429"], ["kind": "status", "status": 429], ["kind": "code", "code": "206"],
        ]
    }

    private static let questions: [JSONValue] = cuts + [
        ["kind": "delay", "before_ms": 200], ["kind": "delay", "after_ms": 1500], ["kind": "status", "status": 503],
        ["kind": "html"], ["kind": "code", "code": "999"], ["kind": "code", "code": "429"], ["kind": "code", "code": "777"],
        // These refuse the question and say nothing about the payout.
        ["kind": "code", "code": "208"], ["kind": "code", "code": "990"], ["kind": "status", "status": 403],
    ]

    private static let cuts: [JSONValue] = [
        ["kind": "close_before_reading"], ["kind": "close_before_processing"], ["kind": "close_before_processing", "reset": true],
        ["kind": "close_after_processing"], ["kind": "close_after_processing", "reset": true],
        ["kind": "close_mid_answer"], ["kind": "cut_json"], ["kind": "empty_body"], ["kind": "duplicate_answer"],
    ]
}
