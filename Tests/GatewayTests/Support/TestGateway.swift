import Contract
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// The contract's RPC of that name.
func endpoint(_ method: String) throws -> Endpoint {
    try #require(try EndpointTable().all.first { $0.fullName.hasSuffix("/\(method)") || $0.fullName == method })
}

/// A request or an answer, written as JSON.
func message(_ json: String, as schema: MessageSchema) throws -> Message {
    try Message(json: Array(json.utf8), as: schema)
}

extension Caller {
    static let payroll = Caller(name: "payroll", uid: 1001, methods: [MethodPattern("*")!])
    static let refunds = Caller(name: "refunds", uid: 1002, methods: [MethodPattern("*")!])
    static let auditor = Caller(name: "finance", uid: 1003, role: .auditor)
    static let ops = Caller(name: "ops", uid: 1004, role: .operator)
    static let chief = Caller(name: "chief", uid: 1006, role: .approver)
    /// May read balances and nothing else.
    static let poor = Caller(name: "poor", uid: 1005, methods: [MethodPattern("oy.v1.DisbursementService/GetBalance")!])

    var peer: Peer { Peer(uid: uid, gid: 100, pid: 4242, executable: "/usr/bin/\(name)") }
}

/// Admission and dispatcher with a played OY!, ledger and clock around them.
struct TestGateway: Sendable {
    let clock: any Timekeeper
    let ledger: FakeLedger
    let log = CallNotebook()
    let gate: SharedUpstreamGate
    let processor: PayoutProcessor
    let feed: EventFeed
    let health = HealthBoard { $0 == "oy.v1.DisbursementService" }
    let admission: CallAdmission
    let dispatcher: CallDispatcher
    let callers: LiveCallers
    let audit: AuditTrail

    init(
        _ upstream: any Upstream, clock: any Timekeeper & TimerSource = JumpingClock(), ledger: FakeLedger = FakeLedger(),
        callers: [Caller] = [.payroll, .refunds, .auditor, .ops, .poor, .chief], calendar: BusinessCalendar = .jakarta
    ) throws {
        self.clock = clock
        self.ledger = ledger
        let endpoints = try EndpointTable()
        gate = SharedUpstreamGate(clock: clock)
        processor = PayoutProcessor(
            ledger: ledger, upstream: upstream, clock: clock, timers: clock, gate: gate,
            wire: ContractWire(endpoints), observer: FakeObserver(), settings: defaults, jitter: { 0 })
        let facts = GatewayFacts(
            version: "1.2.3", startedAt: second(0), baseURL: "https://oy.test", timeZone: calendar.name,
            credentialsLoadedAt: { second(1) },
            alarms: { open in
                // As the daemon's: one from elsewhere, and those that only what is open tells.
                ["configuration_refused"] + (open == nil ? ["ledger_unavailable"] : [])
                    + (open?.oldestUnknown == nil ? [] : ["payout_unknown_long"])
            })
        feed = EventFeed(ledger: ledger, clock: clock, written: ledger.written)
        self.callers = LiveCallers(CallerDirectory(callers))
        audit = AuditTrail(ledger: ledger, clock: clock) { fakeDigest($0) }
        admission = CallAdmission(
            endpoints: endpoints, callers: self.callers, audit: audit, observer: log, clock: clock)
        dispatcher = CallDispatcher(
            upstreamCalls: UpstreamCalls(
                upstream: upstream, gate: gate, clock: clock, attemptTimeout: .seconds(30), chance: { 0 }),
            payoutCalls: PayoutCalls(processor: processor, ledger: ledger, audit: audit, clock: clock, calendar: calendar),
            eventCalls: EventCalls(ledger: ledger, feed: feed, callers: self.callers, clock: clock),
            localCalls: LocalCalls(facts: facts, gate: gate, health: health, ledger: ledger, clock: clock),
            audit: audit, observer: log, clock: clock)
    }

    /// The entries written so far.
    var entries: [AuditEntry] { ledger.state.value.entries }

    func admit(
        _ method: String, _ json: String = "{}", as caller: Caller = .payroll, within time: Duration = .seconds(30)
    ) throws -> Result<AdmittedCall, RPCError> {
        let endpoint = try endpoint(method)
        return admit(
            service: endpoint.service, endpoint.method, try message(json, as: endpoint.request).encode(), as: caller.peer,
            within: time)
    }

    func admit(
        service: String, _ method: String, _ payload: [UInt8], as peer: Peer, within time: Duration = .seconds(30)
    ) -> Result<AdmittedCall, RPCError> {
        let call = IncomingCall(service: service, method: method, peer: peer, deadline: clock.now.advanced(by: time))
        return payload.withUnsafeBytes { admission.admit(call, payload: $0) }
    }

    /// A whole call.
    func call(
        _ method: String, _ json: String = "{}", as caller: Caller = .payroll, within time: Duration = .seconds(30)
    ) async throws -> Result<Message, RPCError> {
        await dispatcher.perform(try admit(method, json, as: caller, within: time).get())
    }

    /// The error with which a call ends.
    func failure(
        _ method: String, _ json: String = "{}", as caller: Caller = .payroll, within time: Duration = .seconds(30)
    ) async throws -> RPCError {
        switch try admit(method, json, as: caller, within: time) {
        case .failure(let error): return error
        case .success(let call):
            guard case .failure(let error) = await dispatcher.perform(call) else {
                Issue.record("\(method) did not fail")
                throw CancellationError()
            }
            return error
        }
    }

    /// Runs the processor while `body` runs.
    @discardableResult
    func open<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await processor.run() }
            let result = try await body()
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }
}

/// Tells values apart, as the ledger's keyed digest does (FNV-1a).
func fakeDigest(_ bytes: UnsafeRawBufferPointer) -> String {
    String(bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
}

func fakeDigest(_ text: String) -> String {
    Array(text.utf8).withUnsafeBytes { fakeDigest($0) }
}

/// What operators would see of calls.
final class CallNotebook: CallObserver {
    private let state = Mutex<(ended: [CallRecord], failed: [LedgerError])>(([], []))

    var ended: [CallRecord] { state.withLock { $0.ended } }
    var failed: [LedgerError] { state.withLock { $0.failed } }

    func callEnded(_ record: CallRecord) {
        state.withLock { $0.ended.append(record) }
    }

    func auditFailed(_ record: CallRecord, _ error: LedgerError) {
        state.withLock { $0.failed.append(error) }
    }

    func connectionRefused(_ peer: Peer, caller: String?) {}
}
