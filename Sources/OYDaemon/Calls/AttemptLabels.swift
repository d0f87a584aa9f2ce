import Gateway

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
