import Contract
import TestSupport
import Testing

@testable import Gateway

/// The order of the checks, and what is written down of a refusal.
@Suite struct CallAdmissionTests {
    private static let stranger = Peer(uid: 7, gid: 7, pid: 7)

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
        #expect(gateway.admission.refusalUnread(of: Caller.poor.peer) == nil)
        #expect(gateway.entries.isEmpty)
        let error = try #require(gateway.admission.refusalUnread(of: Self.stranger))
        #expect(error.code == .permissionDenied && error.reason == "CALLER_UNKNOWN")
        #expect(gateway.entries.map(\.method) == ["unread"])
        #expect(gateway.entries.map { $0.outcome?.reason } == ["CALLER_UNKNOWN"])
        #expect(gateway.log.ended.count == 1)
    }

    @Test("A stranger is let go when it was refused too often, and a caller never")
    func unwelcome() throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        #expect((0..<100).allSatisfy { _ in !gateway.admission.isUnwelcome(Self.stranger) })
        #expect(gateway.admission.isUnwelcome(Self.stranger))
        #expect((0..<200).allSatisfy { _ in !gateway.admission.isUnwelcome(Caller.poor.peer) })
    }

    @Test("Whoever sends too much that is no call is let go, a caller too, and its calls count for nothing there")
    func babbling() throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        for peer in [Self.stranger, Caller.poor.peer] {
            #expect((0..<100).allSatisfy { _ in !gateway.admission.isBabbling(peer) })
            #expect(gateway.admission.isBabbling(peer))
        }
        #expect(!gateway.admission.isBabbling(Caller.payroll.peer))
        #expect(!gateway.admission.isUnwelcome(Caller.poor.peer))
        #expect(gateway.entries.isEmpty && gateway.log.ended.isEmpty, "nothing is written down of it, so nothing fills up")
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

    @Test("A refused method says what is missing", arguments: [
        ("ApprovePayout", Caller.payroll, "it takes the role approver", "approver"),
        ("ResolvePayout", .auditor, "it takes the role operator", "operator"),
        ("DeclinePayout", .ops, "it takes the role approver", "approver"),
        ("Remit", .auditor, "an auditor changes nothing", nil),
        ("Remit", .poor, "it is not among the caller's methods", nil),
    ] as [(String, Caller, String, String?)])
    func missing(method: String, caller: Caller, why: String, role: String?) async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        let error = try await gateway.failure(method, as: caller)
        #expect(error.reason == "METHOD_NOT_ALLOWED")
        #expect(error.message == "Caller \(caller.name) may not call \(try endpoint(method).fullName): \(why)")
        #expect(error.metadata["role"] == role)
    }
}

extension Result where Failure == RPCError {
    var error: RPCError? {
        if case .failure(let error) = self { error } else { nil }
    }
}
