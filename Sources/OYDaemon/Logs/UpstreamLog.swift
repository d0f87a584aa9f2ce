import Gateway
import Logging
import Synchronization

/// Tells the operator when OY! is believed to be away, and why, and when it is back: a line each, and an alarm in between.
final class UpstreamLog: Sendable {
    private let logger: Logger
    private let alarms: AlarmBoard
    private let baseURL: String
    private let causes = Mutex<[SharedUpstreamGate.Circuit: String]>([:])

    init(logger: Logger, alarms: AlarmBoard, baseURL: String) {
        self.logger = logger
        self.alarms = alarms
        self.baseURL = baseURL
    }

    /// An attempt ended. What went wrong with the last of several is what stands in the line.
    func attemptEnded(_ outcome: AttemptOutcome, of circuit: SharedUpstreamGate.Circuit) {
        guard UpstreamEvidence(outcome, hurried: false) == .absent else { return }
        let cause =
            switch outcome {
            case .surelyUnsent(let failure), .unknown(let failure): failure.description
            case .answered(let answer): "HTTP \(answer.status)"
            }
        causes.withLock { $0[circuit] = cause }
    }

    /// A circuit opened, or closed again.
    func changed(_ circuit: SharedUpstreamGate.Circuit, isThere: Bool) {
        let (alarm, who) = Self.names(of: circuit)
        guard !isThere else {
            alarms.clear(alarm)
            return logger.notice(
                "OY! is in reach again for \(who)", metadata: ["alarm": "\(alarm.rawValue)", "base_url": "\(baseURL)"])
        }
        alarms.raise(alarm)
        logger.error(
            "OY! is out of reach for \(who): one attempt is let through now and then, until it answers",
            metadata: ["alarm": "\(alarm.rawValue)", "base_url": "\(baseURL)", "cause": "\(causes.withLock { $0[circuit] } ?? "")"])
    }

    private static func names(of circuit: SharedUpstreamGate.Circuit) -> (alarm: Alarm, who: String) {
        switch circuit {
        case .payouts: (.payoutsUnreachable, "payouts")
        case .otherCalls: (.upstreamUnreachable, "all calls but payouts")
        }
    }
}
