import Contract
import TestSupport
import Testing

@testable import Gateway

/// An RPC that the contract gives to the gateway itself is one that somebody wrote. Where nobody did, this finds it, if need be
/// by ending the process with the method's name, and not its first caller.
@Suite struct LocalEndpointTests {
    private struct Told: Error {}

    private static let local = try! EndpointTable().all.filter(\.isLocal)

    private let gateway: TestGateway

    init() throws {
        // Between them they may call everything.
        let callers = [Role?.none, .operator, .approver].enumerated().map { index, role in
            var caller = Caller(name: "caller-\(index)", uid: UInt32(index), role: role, methods: [MethodPattern("*")!])
            caller.events = [.payout]
            return caller
        }
        gateway = try TestGateway(ScriptedUpstream([]), callers: callers)
        // So that a stream of events has something to tell.
        gateway.ledger.state.update { state in
            state.events.add(
                PayoutStep(
                    partnerTrxID: "x", caller: "caller-0", from: nil, to: .recorded, amountRupiah: 10_000, recipientBank: "014"),
                at: second(1))
        }
    }

    @Test("Each is answered", arguments: local.filter { $0.kind == .unary }.map(\.fullName))
    func answered(method: String) async throws {
        let error = await gateway.dispatcher.perform(try admitted(method)).error
        #expect(error?.code != .unimplemented)
    }

    @Test("Each stream tells something", arguments: local.filter { $0.kind == .serverStreaming }.map(\.fullName))
    func streamed(method: String) async throws {
        let call = try admitted(method)
        let failure = await #expect(throws: StreamFailure<Told>.self) {
            try await gateway.dispatcher.stream(call) { _ throws(Told) in throw Told() }
        }
        guard case .reader = failure else {
            Issue.record("\(method) told nothing: \(String(describing: failure))")
            return
        }
    }

    /// A sound request, by a caller who may make it.
    private func admitted(_ method: String) throws -> AdmittedCall {
        let endpoint = try endpoint(method)
        var request = Message(endpoint.request)
        for violation in endpoint.violations(of: request) {
            switch endpoint.request.field(violation.field)?.kind {
            case .string: request.set(violation.field, to: "x")
            default: request.set(violation.field, to: 1)
            }
        }
        let payload = request.encode()
        let calls = (0..<3 as Range<UInt32>).map { uid in
            gateway.admit(service: endpoint.service, endpoint.method, payload, as: Peer(uid: uid, gid: 100, pid: 4242))
        }
        return try #require(calls.compactMap { try? $0.get() }.first, "\(calls)")
    }
}
