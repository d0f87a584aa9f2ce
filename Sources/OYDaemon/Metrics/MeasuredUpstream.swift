import Contract
import CoreMetrics
import Gateway
import Logging
import Synchronization

/// OY!, with a count of the attempts at it, and a line of the log for each where that is wanted. While OY! refuses the gateway's
/// credentials, it also looks out for the first answer that does not.
final class MeasuredUpstream: Upstream {
    private struct Key: Hashable {
        var outcome: String
        var reason: String
    }

    private struct Series {
        var count: Counter
        var duration: CoreMetrics.Timer
    }

    private let upstream: any Upstream
    private let timekeeper: any Timekeeper
    private let alarms: AlarmBoard
    private let factory: any MetricsFactory
    private let logger: Logger
    private let log: UpstreamLog
    private let series = Mutex<[Key: Series]>([:])

    init(
        _ upstream: any Upstream, timekeeper: any Timekeeper, alarms: AlarmBoard, factory: any MetricsFactory, logger: Logger, log: UpstreamLog
    ) {
        self.upstream = upstream
        self.timekeeper = timekeeper
        self.alarms = alarms
        self.factory = factory
        self.logger = logger
        self.log = log
    }

    var partner: PartnerMark { upstream.partner }

    func attempt(_ request: HTTPCall, as partner: PartnerMark?, deadline: MonotonicInstant) async -> AttemptOutcome {
        let start = timekeeper.now
        let outcome = await upstream.attempt(request, as: partner, deadline: deadline)
        log.attemptEnded(outcome)
        let key = Self.key(outcome)
        let duration = start.duration(to: timekeeper.now)
        let series = series(of: key)
        series.count.increment()
        series.duration.recordNanoseconds(duration.wholeNanoseconds)
        // Of the request its verb and its path: nothing that is PERSONAL or SECRET ever stands in a path.
        logger.debug(
            "Attempt at OY! ended",
            metadata: [
                "method": "\(request.verb.rawValue)", "milliseconds": "\(duration.wholeMilliseconds)", "outcome": "\(key.outcome)",
                "path": "\(request.target.prefix { $0 != "?" })", "reason": "\(key.reason)",
            ])
        if alarms.isRaised(.credentialsRejected), Self.isWelcome(outcome) {
            alarms.clear(.credentialsRejected)
            logger.notice("OY! lets the gateway in again")
        }
        return outcome
    }

    private func series(of key: Key) -> Series {
        series.withLock { known in
            if let series = known[key] { return series }
            let series = Series(
                count: Counter(
                    label: Metric.attempts.name, dimensions: [("outcome", key.outcome), ("reason", key.reason)],
                    factory: factory),
                duration: CoreMetrics.Timer(
                    label: Metric.attemptDuration.name, dimensions: [("outcome", key.outcome)], factory: factory))
            known[key] = series
            return series
        }
    }

    /// The reasons are the words of `AttemptFailure`, and the hundreds of HTTP's status: few, whatever OY! sends.
    private static func key(_ outcome: AttemptOutcome) -> Key {
        switch outcome {
        case .surelyUnsent(let failure): Key(outcome: "unsent", reason: failure.reason.rawValue)
        case .unknown(let failure): Key(outcome: "unknown", reason: failure.reason.rawValue)
        case .answered(let answer): Key(outcome: "answered", reason: "http_\(answer.status / 100)xx")
        }
    }

    /// Whether OY! let the gateway in: it looked at what was asked for.
    private static func isWelcome(_ outcome: AttemptOutcome) -> Bool {
        guard case .answered(let answer) = outcome, (200..<300).contains(answer.status),
            let code = AnswerStatus.read(from: answer.body)?.code
        else { return false }
        switch OutcomeTable.meaning(of: code, in: .standard) {
        case .success, .refusal: return true
        case .credentialsRejected, .tooManyRequests, .outcomeUnknown, .unlisted: return false
        }
    }
}
