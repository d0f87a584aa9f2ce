import Contract
import Testing

@testable import Gateway

/// Attempts, waits and attempts again, from the outcomes at OY! to what the caller hears (docs/errors.md).
@Suite struct UpstreamCallsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var what: String
        var method: String
        var outcomes: [AttemptOutcome]
        /// Code and reason; nil for success.
        var error: (code: RPCCode, reason: String)?
        /// How many of the outcomes are used up.
        var attempts: Int
        var testDescription: String { what }

        init(_ what: String, _ method: String, _ outcomes: [AttemptOutcome], _ code: RPCCode?, _ reason: String = "", attempts: Int) {
            self.what = what
            self.method = method
            self.outcomes = outcomes
            error = code.map { ($0, reason) }
            self.attempts = attempts
        }
    }

    private static let requests = [
        "InquireAccount": #"{"recipient_bank":"014","recipient_account":"1239812390"}"#,
        "CreateVirtualAccount": #"{"partner_user_id":"u-1","bank_code":"002","amount":5000}"#,
        "GetVirtualAccount": #"{"id":"va-1"}"#,
        "ListVirtualAccountTransactions": #"{"id":"va-1"}"#,
        "UpdateVirtualAccount": #"{"id":"va-1","amount":5000}"#,
        "RefreshAccounts": #"{"ibank_id":"ib-1"}"#,
    ]
    private static let holder = AttemptOutcome.said("000", #""recipient_name":"Ani""#)
    private static let created = AttemptOutcome.said("000", #""id":"va-1","va_number":"8001""#)
    private static func account(_ id: String) -> AttemptOutcome {
        .said("000", #""id":"\#(id)","va_number":"8001","va_status":"WAITING_PAYMENT","data":[],"number_of_transaction":0"#)
    }
    private static let unreadable = AttemptOutcome.text("<html>Bad Gateway</html>")
    private static let busy = AttemptOutcome.said("429")
    private static func four(_ outcome: AttemptOutcome) -> [AttemptOutcome] { Array(repeating: outcome, count: 4) }

    static let rows: [Row] = [
        Row("a read: answered", "InquireAccount", [holder], nil, attempts: 1),
        Row("a read: lost, then answered", "InquireAccount", [.lost, holder], nil, attempts: 2),
        Row("a read: lost each time", "InquireAccount", four(.lost), .unavailable, "UPSTREAM_UNAVAILABLE", attempts: 4),
        Row("a read: never connected", "InquireAccount", four(.refusedConnection), .unavailable, "UPSTREAM_UNAVAILABLE", attempts: 4),
        Row("a read: 503 each time", "InquireAccount", four(.text("", http: 503)), .unavailable, "UPSTREAM_UNAVAILABLE", attempts: 4),
        Row("a read: 999 each time", "InquireAccount", four(.said("999")), .unavailable, "UPSTREAM_UNAVAILABLE", attempts: 4),
        Row("a read: HTML each time", "InquireAccount", four(unreadable), .unavailable, "UPSTREAM_UNAVAILABLE", attempts: 4),
        Row("a read: a success that lacks the name", "InquireAccount", four(.said("000")), .unavailable, "UPSTREAM_UNAVAILABLE", attempts: 4),
        Row("a read: 429 each time", "InquireAccount", four(busy), .resourceExhausted, "UPSTREAM_TOO_MANY_REQUESTS", attempts: 4),
        Row("a read: 999, then refused", "InquireAccount", [.said("999"), .said("209")], .notFound, "BANK_ACCOUNT_NOT_FOUND", attempts: 2),
        Row("a refusal is not asked again", "InquireAccount", [.said("209")], .notFound, "BANK_ACCOUNT_NOT_FOUND", attempts: 1),
        Row("credentials refused", "InquireAccount", [.text("", http: 401)], .failedPrecondition, "UPSTREAM_CREDENTIALS_REJECTED", attempts: 1),
        Row("a code of next year", "InquireAccount", [.said("777")], .unknown, "UPSTREAM_CODE_UNKNOWN", attempts: 1),

        Row("a read: of another account, then of this one", "GetVirtualAccount", [account("va-2"), account("va-1")], nil, attempts: 2),
        Row("a read: of another each time", "GetVirtualAccount", four(account("va-2")), .unavailable, "UPSTREAM_UNAVAILABLE", attempts: 4),
        Row(
            "a read: payments to another account", "ListVirtualAccountTransactions", four(account("va-2")), .unavailable,
            "UPSTREAM_UNAVAILABLE", attempts: 4),
        Row("a read: payments to an account that is not named", "ListVirtualAccountTransactions", [account("")], nil, attempts: 1),
        Row("a change of another account", "UpdateVirtualAccount", four(account("va-2")), .unavailable, "UPSTREAM_UNAVAILABLE", attempts: 4),

        Row("a change: never connected, then done", "CreateVirtualAccount", [.refusedConnection, created], nil, attempts: 2),
        Row("a change: not processed (429), then done", "CreateVirtualAccount", [busy, created], nil, attempts: 2),
        Row("a change: never connected", "CreateVirtualAccount", four(.refusedConnection), .unavailable, "UPSTREAM_UNAVAILABLE", attempts: 4),
        Row("a change: lost", "CreateVirtualAccount", [.lost], .aborted, "OUTCOME_UNKNOWN", attempts: 1),
        Row("a change: never connected, then lost", "CreateVirtualAccount", [.refusedConnection, .lost], .aborted, "OUTCOME_UNKNOWN", attempts: 2),
        Row("a change: 504 of something in between", "CreateVirtualAccount", [.text("", http: 504)], .aborted, "OUTCOME_UNKNOWN", attempts: 1),
        Row("a change: 500 with a refusal in it", "CreateVirtualAccount", [.said("990", http: 500)], .aborted, "OUTCOME_UNKNOWN", attempts: 1),
        Row("a change: 999", "CreateVirtualAccount", [.said("999")], .aborted, "OUTCOME_UNKNOWN", attempts: 1),
        Row("a change: code 504", "CreateVirtualAccount", [.said("504")], .aborted, "OUTCOME_UNKNOWN", attempts: 1),
        Row("a change: unreadable", "CreateVirtualAccount", [unreadable], .aborted, "OUTCOME_UNKNOWN", attempts: 1),
        Row("a change: a success without an id", "CreateVirtualAccount", [.said("000")], .aborted, "OUTCOME_UNKNOWN", attempts: 1),
        Row("a change: refused", "CreateVirtualAccount", [.said("217")], .alreadyExists, "VIRTUAL_ACCOUNT_STILL_ACTIVE", attempts: 1),

        Row("an idempotent change: lost, then done", "UpdateVirtualAccount", [.lost, created], nil, attempts: 2),
        Row(
            "an idempotent change: lost, then not processed", "UpdateVirtualAccount", [.lost, busy, busy, busy], .unavailable,
            "UPSTREAM_UNAVAILABLE", attempts: 4),
        Row(
            "an idempotent change: lost, then refused", "UpdateVirtualAccount", [.lost, .said("214")], .unavailable,
            "UPSTREAM_UNAVAILABLE", attempts: 2),
        Row(
            "an idempotent change: 503, then the gateway refused", "UpdateVirtualAccount",
            [.text("", http: 503), .text("", http: 403)], .unavailable, "UPSTREAM_UNAVAILABLE", attempts: 2),
        Row(
            "an idempotent change: 503 each time", "UpdateVirtualAccount", four(.text("", http: 503)), .unavailable,
            "UPSTREAM_UNAVAILABLE", attempts: 4),
    ]

    private func calls(_ upstream: ScriptedUpstream, _ clock: JumpingClock, _ gate: SharedUpstreamGate? = nil) -> UpstreamCalls {
        UpstreamCalls(
            upstream: upstream, gate: gate ?? SharedUpstreamGate(clock: clock), clock: clock,
            attemptTimeout: .seconds(30), chance: { 0.5 })
    }

    private func call(
        _ method: String, _ calls: UpstreamCalls, _ clock: JumpingClock, within time: Duration = .seconds(60)
    ) async throws -> CallEnd {
        let endpoint = try endpoint(method)
        let request = try message(try #require(Self.requests[method]), as: endpoint.request)
        return await calls.call(endpoint, try endpoint.httpCall(for: request), deadline: clock.now.advanced(by: time))
    }

    @Test("What the caller hears, and after how many attempts", arguments: rows)
    func outcome(_ row: Row) async throws {
        let clock = JumpingClock()
        let upstream = ScriptedUpstream(row.outcomes)
        let end = try await call(row.method, calls(upstream, clock), clock)
        #expect(upstream.attempts.count == row.attempts)
        #expect(end.attempts == row.attempts)
        switch (end.result, row.error) {
        case (.success, nil): break
        case (.failure(let error), let expected?):
            #expect(error.code == expected.code)
            #expect(error.reason == expected.reason)
            #expect(error.metadata["attempts"] == String(row.attempts))
        default: Issue.record("\(end.result)")
        }
        // Each attempt carries the same bytes.
        #expect(Set(upstream.attempts.map(\.request.body)).count == 1)
    }

    @Test("What OY! said is in the error and in the record")
    func oyWords() async throws {
        let clock = JumpingClock()
        let end = try await call("InquireAccount", calls(ScriptedUpstream([.said("209", http: 404)]), clock), clock)
        let error = try #require(end.error)
        #expect(error.domain == .oy)
        #expect(error.metadata == ["oy_code": "209", "oy_message": "so it is", "http_status": "404", "attempts": "1"])
        #expect(end.oyCode == "209")
    }

    @Test("A message of OY! is cut: an error must stay small enough to be sent")
    func hugeMessage() async throws {
        let clock = JumpingClock()
        let body = #"{"status":{"code":"209","message":"\#(String(repeating: "x", count: 100_000))"}}"#
        let end = try await call("InquireAccount", calls(ScriptedUpstream([.text(body)]), clock), clock)
        let error = try #require(end.error)
        #expect(error.metadata["oy_message"]?.unicodeScalars.count == Limits.quotedScalars + 1)
        #expect(error.message.unicodeScalars.count < Limits.quotedScalars + 100)
    }

    @Test("Waits double, with jitter", arguments: [[Duration.milliseconds(50), .milliseconds(100), .milliseconds(200)]])
    func waits(expected: [Duration]) async throws {
        let clock = JumpingClock()
        _ = try await call("InquireAccount", calls(ScriptedUpstream(Self.four(.lost)), clock), clock)
        #expect(clock.sleeps == expected)
    }

    @Test("Retry-After is the least wait, of a 429 and of a 503", arguments: [429, 503])
    func retryAfter(http: Int) async throws {
        let clock = JumpingClock()
        let upstream = ScriptedUpstream([.text("", http: http, retryAfter: .seconds(7)), Self.holder])
        let end = try await call("InquireAccount", calls(upstream, clock), clock)
        #expect(end.error == nil)
        #expect(clock.sleeps == [.seconds(7)])
    }

    @Test("A Retry-After past the deadline ends the call at once, and the caller hears it", arguments: [429, 503])
    func retryAfterTooLate(http: Int) async throws {
        let clock = JumpingClock()
        let upstream = ScriptedUpstream([.text("", http: http, retryAfter: .seconds(61))])
        let end = try await call("InquireAccount", calls(upstream, clock), clock)
        #expect(end.error?.retryDelay == .seconds(61))
        #expect(clock.sleeps.isEmpty)
    }

    @Test("An attempt ends a margin before the caller's deadline", arguments: [
        (Duration.seconds(60), Duration.seconds(60) - DeadlineMargin.call.longest), (.milliseconds(100), .milliseconds(90)),
    ])
    func margin(time: Duration, latest: Duration) async throws {
        let clock = JumpingClock()
        let upstream = ScriptedUpstream([Self.holder])
        let start = clock.now
        _ = try await call("InquireAccount", calls(upstream, clock), clock, within: time)
        #expect(upstream.attempts.map(\.deadline) == [start.advanced(by: latest)])
    }

    @Test("Time that runs out: DEADLINE_EXCEEDED for what changed nothing, and for a change that was sent another word", arguments: [
        ("InquireAccount", AttemptOutcome.unknown(AttemptFailure(.timedOut)), RPCCode.deadlineExceeded),
        ("InquireAccount", .surelyUnsent(AttemptFailure(.connectTimedOut)), .deadlineExceeded),
        ("CreateVirtualAccount", .surelyUnsent(AttemptFailure(.connectTimedOut)), .deadlineExceeded),
        ("CreateVirtualAccount", .unknown(AttemptFailure(.timedOut)), .aborted),
        ("UpdateVirtualAccount", .surelyUnsent(AttemptFailure(.connectTimedOut)), .deadlineExceeded),
        ("UpdateVirtualAccount", .unknown(AttemptFailure(.timedOut)), .unavailable),
        ("RefreshAccounts", .unknown(AttemptFailure(.timedOut)), .unavailable),
    ])
    func outOfTime(method: String, outcome: AttemptOutcome, code: RPCCode) async throws {
        let clock = JumpingClock()
        let upstream = ScriptedUpstream([outcome]) { clock.advance(by: clock.now.duration(to: $0.deadline)) }
        let end = try await call(method, calls(upstream, clock), clock, within: .seconds(2))
        #expect(end.error?.code == code)
        #expect(end.attempts == 1)
    }

    @Test("Whoever may only read keeps nobody from paying")
    func payoutsHaveACircuitOfTheirOwn() {
        let clock = JumpingClock()
        let gate = SharedUpstreamGate(clock: clock)
        for _ in 0..<Limits.circuitFailureThreshold * 2 { gate.report(.absent, of: .otherCalls, at: clock.now) }
        #expect(gate.admit(.otherCalls, at: clock.now) != .admitted)
        #expect(gate.condition == .open)
        #expect(gate.admit() != nil)
        for _ in 0..<Limits.circuitFailureThreshold { gate.report(.unknown(AttemptFailure(.timedOut))) }
        #expect(gate.admit() == nil)
        #expect(gate.condition == .open)
    }

    @Test("An open circuit refuses without an attempt, and says when to come again")
    func circuitOpen() async throws {
        let clock = JumpingClock()
        let gate = SharedUpstreamGate(clock: clock)
        for _ in 0..<Limits.circuitFailureThreshold { gate.report(.absent, of: .otherCalls, at: clock.now) }
        let upstream = ScriptedUpstream([])
        let end = try await call("CreateVirtualAccount", calls(upstream, clock, gate), clock)
        #expect(end.error?.code == .unavailable)
        #expect(end.error?.reason == "UPSTREAM_CIRCUIT_OPEN")
        #expect(end.error?.retryDelay == Limits.circuitFirstPause)
        #expect(end.error?.metadata["attempts"] == "0")
        #expect(upstream.attempts.isEmpty)
    }

    @Test("Silence counts against OY! unless the caller left it too little time", arguments: [
        (Duration.seconds(30), CircuitBreaker.Condition.open), (.seconds(1), .closed), (.milliseconds(1), .closed),
    ])
    func hurriedCallers(time: Duration, condition: CircuitBreaker.Condition) async throws {
        let clock = JumpingClock()
        let gate = SharedUpstreamGate(clock: clock)
        let outcomes = Array(repeating: AttemptOutcome.unknown(AttemptFailure(.timedOut)), count: 20)
        let calls = calls(ScriptedUpstream(outcomes), clock, gate)
        for _ in 0..<20 { _ = try await call("CreateVirtualAccount", calls, clock, within: time) }
        #expect(gate.condition == condition)
    }

    @Test("A spent budget ends the retries of an outage")
    func budget() async throws {
        let clock = JumpingClock()
        let outcomes = Array(repeating: AttemptOutcome.said("999"), count: 100)
        let upstream = ScriptedUpstream(outcomes)
        let calls = calls(upstream, clock)
        for _ in 0..<20 { _ = try await call("InquireAccount", calls, clock) }
        let retries = upstream.attempts.count - 20
        #expect(retries == Limits.retryBudgetReserve + 20 * Limits.retryBudgetPercent / 100)
    }

    @Test("A caller that goes away while the gateway waits gets no further attempt")
    func cancelled() async throws {
        let clock = ManualClock()
        let upstream = ScriptedUpstream([.lost])
        let calls = UpstreamCalls(
            upstream: upstream, gate: SharedUpstreamGate(clock: clock), clock: clock,
            attemptTimeout: .seconds(30), chance: { 0.5 })
        let endpoint = try endpoint("GetBalance")
        let request = try endpoint.httpCall(for: try message("{}", as: endpoint.request))
        try await withThrowingTaskGroup(of: CallEnd.self) { group in
            group.addTask { await calls.call(endpoint, request, deadline: MonotonicInstant(nanoseconds: .max)) }
            await clock.untilSomebodySleeps(until: clock.now.advanced(by: .milliseconds(50)))
            group.cancelAll()
            let end = try #require(try await group.next())
            #expect(end.error?.code == .unavailable)
        }
        #expect(upstream.attempts.count == 1)
    }
}

extension CallEnd {
    var error: RPCError? {
        if case .failure(let error) = result { error } else { nil }
    }
}
