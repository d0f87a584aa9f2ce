import Gateway
import Logging
import Synchronization

/// Tells the operator when OY! is believed to be away, and why, and when it is back: a line each, and an alarm in between.
final class UpstreamLog: Sendable {
    private let logger: Logger
    private let alarms: AlarmBoard
    private let baseURL: String
    private let cause = Mutex("")

    init(logger: Logger, alarms: AlarmBoard, baseURL: String) {
        self.logger = logger
        self.alarms = alarms
        self.baseURL = baseURL
    }

    /// An attempt ended. What went wrong with the last of several is what stands in the line.
    func attemptEnded(_ outcome: AttemptOutcome) {
        guard UpstreamEvidence(outcome, hurried: false) == .absent else { return }
        switch outcome {
        case .surelyUnsent(let failure), .unknown(let failure): cause.withLock { $0 = failure.description }
        case .answered(let answer): cause.withLock { $0 = "HTTP \(answer.status)" }
        }
    }

    /// The circuit opened, or closed again.
    func changed(isThere: Bool) {
        guard !isThere else {
            alarms.clear(.upstreamUnreachable)
            return logger.notice(
                "OY! answers again", metadata: ["alarm": "\(Alarm.upstreamUnreachable.rawValue)", "base_url": "\(baseURL)"])
        }
        alarms.raise(.upstreamUnreachable)
        logger.error(
            "OY! is out of reach for payouts, or for all other calls: of those one is let through now and then, until it answers",
            metadata: [
                "alarm": "\(Alarm.upstreamUnreachable.rawValue)", "base_url": "\(baseURL)", "cause": "\(cause.withLock { $0 })",
            ])
    }
}
