import Gateway
import Logging
import Upstream

/// Who watches what the gateway does: the log, the metrics and the alarms.
struct Observers: Sendable {
    let calls: CallObservers
    let payouts: PayoutObservers
    let events: CallbackObservers
    /// By itself: it also tells of what the callback listener refuses.
    let callbackLog: CallbackLog
    let upstream: UpstreamLog
    let credentials: CredentialsAlarm
    private let attempts: AttemptMetrics
    private let logger: Logger
    private let clock: any Timekeeper

    init(_ configuration: Configuration, registry: MetricsRegistry, alarms: AlarmBoard, logger: Logger, clock: any Timekeeper) {
        calls = CallObservers(all: [CallLog(logger: logger, format: configuration.log.format), CallMetrics(registry)])
        payouts = PayoutObservers(all: [PayoutLog(logger: logger, failures: LogThrottle(clock: clock)), PayoutMetrics(registry)])
        callbackLog = CallbackLog(logger: logger, failures: LogThrottle(clock: clock))
        events = CallbackObservers(all: [callbackLog, CallbackMetrics(registry)])
        upstream = UpstreamLog(logger: logger, alarms: alarms, baseURL: "\(configuration.upstream.baseURL)")
        credentials = CredentialsAlarm(alarms: alarms, logger: logger)
        attempts = AttemptMetrics(registry)
        self.logger = logger
        self.clock = clock
    }

    /// The same, with each attempt seen by all who want to know of it.
    func observed(_ upstream: OYUpstream, for circuit: SharedUpstreamGate.Circuit) -> ObservedUpstream {
        ObservedUpstream(
            upstream: upstream, circuit: circuit, clock: clock, metrics: attempts, log: self.upstream, credentials: credentials,
            logger: logger)
    }
}
