import Contract
import Gateway
import Logging

/// OY!, where each attempt is seen by all who want to know of it: the metrics, the log, and the alarm about its credentials.
struct ObservedUpstream: Upstream {
    let upstream: any Upstream
    /// Whose attempts they are.
    let circuit: SharedUpstreamGate.Circuit
    let clock: any Timekeeper
    let metrics: AttemptMetrics
    let log: UpstreamLog
    let credentials: CredentialsAlarm
    let logger: Logger

    var partner: PartnerFingerprint { upstream.partner }

    func attempt(_ request: HTTPCall, as partner: PartnerFingerprint?, deadline: MonotonicInstant) async -> AttemptOutcome {
        let start = clock.now
        let outcome = await upstream.attempt(request, as: partner, deadline: deadline)
        let duration = start.duration(to: clock.now)
        let labels = AttemptLabels(outcome)
        log.attemptEnded(outcome, of: circuit)
        metrics.attemptEnded(labels, after: duration)
        // Of the request its verb and its path: nothing that is PERSONAL or SECRET ever stands in a path.
        logger.debug(
            "Attempt at OY! ended",
            metadata: [
                "method": "\(request.verb.rawValue)", "milliseconds": "\(duration.wholeMilliseconds)", "outcome": "\(labels.outcome)",
                "path": "\(request.target.prefix { $0 != "?" })", "reason": "\(labels.reason)",
            ])
        credentials.attemptEnded(outcome)
        return outcome
    }
}
