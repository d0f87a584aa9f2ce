import Contract
import Synchronization
import TestSupport
import Testing

@testable import Gateway

@Suite struct HealthBoardTests {
    private func status(_ service: String, _ gateway: TestGateway) async throws -> Int64 {
        try await gateway.call("Check", #"{"service":"\#(service)"}"#).get().integer("status")
    }

    @Test("The gateway and its services serve until it drains")
    func check() async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        #expect(try await status("", gateway) == 1)
        #expect(try await status("oy.v1.DisbursementService", gateway) == 1)
        gateway.health.stopServing()
        #expect(try await status("", gateway) == 2)
        #expect(try await status("oy.v1.DisbursementService", gateway) == 2)
    }

    @Test("A service that does not exist is NOT_FOUND")
    func unknownService() async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        let error = try await gateway.failure("Check", #"{"service":"no.Such"}"#)
        #expect(error.code == .notFound)
        #expect(error.reason == "SERVICE_UNKNOWN")
    }

    @Test("A watcher hears the present state at once, and the end of serving", arguments: [
        ("", [Int64(1), 2]), ("oy.v1.DisbursementService", [1, 2]),
    ])
    func watch(service: String, expected: [Int64]) async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        let heard = try await watched(service, gateway) { heard in
            if heard.count == 1 { gateway.health.stopServing() }
            return heard.count == 2
        }
        #expect(heard == expected)
    }

    @Test("A watcher of a service that does not exist hears so, and waits; one that comes late hears the present state")
    func otherWatchers() async throws {
        let gateway = try TestGateway(ScriptedUpstream([]))
        #expect(try await watched("no.Such", gateway) { !$0.isEmpty } == [3])
        gateway.health.stopServing()
        #expect(try await watched("", gateway) { !$0.isEmpty } == [2])
    }

    @Test("A reader that is gone ends the stream, and that is written down as what it is")
    func readerGone() async throws {
        struct Gone: Error {}
        let gateway = try TestGateway(ScriptedUpstream([]))
        let call = try gateway.admit("Watch").get()
        await #expect(throws: StreamFailure<Gone>.self) {
            try await gateway.dispatcher.stream(call) { _ throws(Gone) in throw Gone() }
        }
        #expect(gateway.entries.map(\.outcome) == [AuditOutcome(code: "begun"), AuditOutcome(code: "CANCELLED", reason: "STREAM_CUT_SHORT")])
    }

    /// Watches until `isEnough` says so, then goes away.
    private func watched(
        _ service: String, _ gateway: TestGateway, until isEnough: @escaping @Sendable ([Int64]) -> Bool
    ) async throws -> [Int64] {
        let call = try gateway.admit("Watch", #"{"service":"\#(service)"}"#).get()
        let heard = Observed<[Int64]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await gateway.dispatcher.stream(call) { message throws(CancellationError) in
                    let state = message.integer("status")
                    heard.update { $0.append(state) }
                    _ = isEnough(heard.value)
                }
            }
            try await heard.wait(for: "what \(service) was to say") { isEnough($0) }
            group.cancelAll()
            try await group.waitForAll()
        }
        return heard.value
    }
}
