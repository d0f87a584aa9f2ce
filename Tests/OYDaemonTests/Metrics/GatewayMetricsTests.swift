import Contract
import Logging
import TestSupport
import Testing

@testable import Gateway
@testable import OYDaemon

/// What calls and attempts are counted by.
@Suite struct GatewayMetricsTests {
    private struct Fixed: Upstream {
        let outcome: AttemptOutcome
        let partner = PartnerFingerprint(rawValue: 1)
        func attempt(_ request: HTTPCall, as partner: PartnerFingerprint?, deadline: MonotonicInstant) async -> AttemptOutcome { outcome }
    }

    private let registry = MetricsRegistry()
    private let alarms = AlarmBoard()
    private let log = CapturedLog()

    private func labels(of metric: Metric) -> [[String]] {
        registry.families.first { $0.metric == metric }?.samples.map(\.labels) ?? []
    }

    @Test("Whoever is not configured, and what does not exist, is unknown")
    func unknown() throws {
        let metrics = CallMetrics(registry)
        for name in ["a", "b", "c"] {
            metrics.callEnded(
                CallRecord(
                    peer: Peer(uid: 7, gid: 8, pid: 9), caller: nil, method: "oy.v1.\(name)/\(name)", endpoint: nil, request: nil,
                    result: .failure(.unknownCaller(Peer(uid: 7, gid: 7, pid: 7))), oyCode: nil, attempts: 0, duration: .zero))
        }
        #expect(labels(of: .calls) == [["unknown", "unknown", "PERMISSION_DENIED"]])
        #expect(labels(of: .callDuration) == [["unknown"]])
    }

    private func attempt(_ outcome: AttemptOutcome) async {
        let upstream = ObservedUpstream(
            upstream: Fixed(outcome: outcome), circuit: .payouts, clock: StillClock(), metrics: AttemptMetrics(registry),
            log: UpstreamLog(logger: log.logger(), alarms: alarms, baseURL: "https://oy.example"),
            credentials: CredentialsAlarm(alarms: alarms, logger: log.logger()), logger: log.logger())
        let call = HTTPCall(verb: .get, target: "/api/accounts?offset=1")
        let answer = await upstream.attempt(call, as: nil, deadline: MonotonicInstant(nanoseconds: 1))
        #expect(answer == outcome)
    }

    private static func answer(_ code: String, status: Int = 200) -> AttemptOutcome {
        .answered(UpstreamAnswer(status: status, body: Array(#"{"status":{"code":"\#(code)","message":""}}"#.utf8)))
    }

    @Test("Attempts are counted by what is known of them", arguments: [
        (GatewayMetricsTests.answer("000"), ["answered", "http_2xx"]), (answer("000", status: 503), ["answered", "http_5xx"]),
        (.surelyUnsent(AttemptFailure(.connectionRefused, detail: "secret")), ["unsent", "connection_refused"]),
        (.unknown(AttemptFailure(.timedOut)), ["unknown", "timed_out"]),
    ] as [(AttemptOutcome, [String])])
    func attempts(outcome: AttemptOutcome, expected: [String]) async {
        await attempt(outcome)
        #expect(labels(of: .attempts) == [expected])
        #expect(labels(of: .attemptDuration) == [[expected[0]]])
        // At the level `debug` there is a line for each: of the request its verb and path alone.
        #expect(log.lines == [.init(level: .debug, message: "Attempt at OY! ended", metadata: [
            "method": "GET", "milliseconds": "0", "outcome": expected[0], "path": "/api/accounts", "reason": expected[1],
        ])])
    }
}
