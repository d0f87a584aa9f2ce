import Contract
import Testing

@testable import Gateway

/// The order of the checks, and what is written down of a call and when.
@Suite struct CallDispatcherTests {
    private static let create = #"{"partner_user_id":"u-1","bank_code":"002","amount":5000}"#
    private static let created = AttemptOutcome.said("000", #""id":"va-1","va_number":"8001234567890001""#)
    private static let stranger = Peer(uid: 7, gid: 7, pid: 7)

    // MARK: Checks

    @Test("A stranger learns nothing: not whether a method exists, nor what is wrong with a message", arguments: [
        ("oy.v1.DisbursementService", "Remit", [UInt8]()), ("no.Such", "Method", []),
        ("oy.v1.DisbursementService", "Remit", [0xFF, 0xFF]),
    ])
    func stranger(service: String, method: String, payload: [UInt8]) throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        let error = gateway.admit(service: service, method, payload, as: Self.stranger).error
        #expect(error?.code == .permissionDenied)
        #expect(error?.reason == "CALLER_UNKNOWN")
        #expect(error?.metadata == ["uid": "7", "gid": "7", "program": "unknown"])
    }

    @Test("Then the method must exist, then be allowed, then the message be sound", arguments: [
        ("oy.v1.DisbursementService", "NoSuch", [UInt8](), RPCCode.unimplemented, "METHOD_UNKNOWN"),
        ("oy.v1.DisbursementService", "Remit", [0xFF, 0xFF], .permissionDenied, "METHOD_NOT_ALLOWED"),
        ("oy.v1.DisbursementService", "GetBalance", [0xFF, 0xFF], .invalidArgument, "INVALID_REQUEST"),
    ])
    func order(service: String, method: String, payload: [UInt8], code: RPCCode, reason: String) throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        let error = gateway.admit(service: service, method, payload, as: Caller.poor.peer).error
        #expect(error?.code == code)
        #expect(error?.reason == reason)
    }

    @Test("All that is wrong with a request is said at once")
    func violations() throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        let error = try #require(try gateway.admit("Remit", #"{"recipient_bank":"014","amount":-5}"#).error)
        #expect(error.code == .invalidArgument)
        #expect(Set(error.violations.map(\.field)) == ["recipient_account", "amount", "partner_trx_id"])
        #expect(error.metadata["field"] == error.violations.first?.field)
    }

    @Test("A refusal is noted, with the caller as far as it is known, and seen by operators")
    func refusalIsNoted() throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        _ = gateway.admit(service: "no.Such", "Method", [], as: Self.stranger)
        _ = try gateway.admit("Remit", #"{"recipient_bank":"014"}"#, as: .poor)
        _ = try gateway.admit("Remit", #"{"recipient_bank":"014"}"#)
        #expect(gateway.entries.map(\.kind) == [.refusal, .refusal, .refusal])
        #expect(gateway.entries.map { $0.caller?.name } == [nil, "poor", "payroll"])
        #expect(gateway.entries.map(\.method) == ["no.Such/Method", "oy.v1.DisbursementService/Remit", "oy.v1.DisbursementService/Remit"])
        #expect(gateway.entries.map { $0.outcome?.reason } == ["CALLER_UNKNOWN", "METHOD_NOT_ALLOWED", "INVALID_REQUEST"])
        // Of a message that nobody had a right to send nothing is looked at.
        #expect(gateway.entries.map { $0.request != nil } == [false, false, true])
        #expect(gateway.ledger.state.value.commits == 0, "nobody waits for the entry of a refusal")
        #expect(gateway.log.ended.count == 3)
    }

    @Test("A stranger cannot fill the ledger or the log with a method's name")
    func longName() throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        let name = String(repeating: "x", count: 1_000_000)
        let error = try #require(gateway.admit(service: "oy.v1.DisbursementService", name, [], as: Caller.poor.peer).error)
        _ = gateway.admit(service: name, "Method", [], as: Self.stranger)
        #expect(error.message.utf8.count < 1_000)
        #expect(gateway.entries.count == 2)
        #expect(gateway.entries.allSatisfy { ($0.method?.utf8.count ?? 0) < 1_000 })
    }

    @Test("What is too large to be taken in from a stranger is refused unread, and written down")
    func unread() throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        #expect(gateway.dispatcher.refusalUnread(of: Caller.poor.peer) == nil)
        #expect(gateway.entries.isEmpty)
        let error = try #require(gateway.dispatcher.refusalUnread(of: Self.stranger))
        #expect(error.code == .permissionDenied && error.reason == "CALLER_UNKNOWN")
        #expect(gateway.entries.map(\.method) == ["unread"])
        #expect(gateway.entries.map { $0.outcome?.reason } == ["CALLER_UNKNOWN"])
        #expect(gateway.log.ended.count == 1)
    }

    // MARK: Writing down

    @Test("A change is on disk before it is sent and before it is answered")
    func changeIsCommitted() async throws {
        let ledger = FakeLedger()
        let upstream = ScriptedUpstream([Self.created]) { _ in
            #expect(ledger.state.value.entries.map(\.kind) == [.attempt])
            #expect(ledger.state.value.commits == 1)
        }
        let gateway = try TestGateway(upstream, ledger: ledger)
        let answer = try await gateway.call("CreateVirtualAccount", Self.create).get()
        #expect(answer.string("id") == "va-1")
        #expect(ledger.state.value.commits == 2)
        let entry = try #require(gateway.entries.last)
        #expect(entry.kind == .call)
        #expect(entry.outcome == AuditOutcome(code: "OK"))
        #expect(entry.oyCode == "000")
        #expect(entry.attempts == 1)
    }

    @Test("A ledger that fails after OY! has acted keeps the caller from nothing, and the operator hears of it")
    func ledgerFailsAfterwards() async throws {
        let ledger = FakeLedger()
        let upstream = ScriptedUpstream([Self.created]) { _ in ledger.isBroken = true }
        let gateway = try TestGateway(upstream, ledger: ledger)
        let answer = try await gateway.call("CreateVirtualAccount", Self.create).get()
        #expect(answer.string("id") == "va-1")
        #expect(gateway.log.failed == [.unavailable(detail: "broken by the test")])
    }

    @Test("A read is served without a ledger, and is only noted")
    func readIsNoted() async throws {
        let ledger = FakeLedger()
        ledger.isBroken = true
        let gateway = try TestGateway(ScriptedUpstream([.said("000", #""balance":7"#)]), ledger: ledger)
        #expect(try await gateway.call("GetBalance").get().integer("balance") == 7)
        #expect(gateway.entries.map(\.kind) == [.call])
        #expect(ledger.state.value.commits == 0)
        #expect(gateway.log.failed.isEmpty)
    }

    // MARK: The gateway's own

    @Test("WhoAmI says what the kernel and the configuration say")
    func whoAmI() async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        let answer = try await gateway.call("WhoAmI", as: .ops).get()
        #expect(answer.string("name") == "ops")
        #expect(answer.integer("uid") == 1004)
        #expect(answer.integer("gid") == 100)
        #expect(answer.integer("pid") == 4242)
        #expect(answer.strings("methods").contains("oy.v1.PayoutService/ResolvePayout"))
    }

    @Test("GetInfo says what is running")
    func info() async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        for _ in 0..<Limits.circuitFailureThreshold { gateway.gate.report(.absent, of: .payouts, at: gateway.clock.now) }
        let answer = try await gateway.call("GetInfo").get()
        #expect(answer.string("version") == "1.2.3")
        #expect(answer.string("base_url") == "https://oy.test")
        #expect(answer.string("circuit") == "open")
        #expect(answer.string("started_at") == second(0).rfc3339)
        #expect(answer.string("credentials_loaded_at") == second(1).rfc3339)
    }

    @Test("An auditor changes nothing and only an operator resolves, whatever is written down", arguments: [
        ("Remit", Role.auditor, false), ("CreateVirtualAccount", .auditor, false), ("CancelPayout", .auditor, false),
        ("ResolvePayout", .auditor, false), ("GetPayout", .auditor, true), ("Check", .auditor, true),
        ("ResolvePayout", nil, false), ("ResolvePayout", .operator, true), ("Remit", nil, true),
    ])
    func roles(method: String, role: Role?, allowed: Bool) throws {
        let everything = try #require(MethodPattern("*"))
        let caller = Caller(name: "x", uid: 1, role: role, methods: [everything])
        #expect(caller.mayCall(try endpoint(method)) == allowed)
    }
}

extension Result where Failure == RPCError {
    var error: RPCError? {
        if case .failure(let error) = self { error } else { nil }
    }
}
