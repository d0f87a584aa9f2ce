import Contract
import Foundation
import TestSupport
import Testing
import TTRPC

/// SIGTERM: what is under way comes to its end, nothing new begins.
@Suite(.serialized, .ownProcesses) struct ShutdownTests {
    @Test func `a call in flight has its answer before the daemon ends`() async throws {
        try await Stage.with { stage in
            let fault = try await stage.control.fault(["kind": "delay", "release": "after", "path": "/api/inquiry"])
            async let answer = stage.gateway.call("InquireAccount", SampleCall.inquiry.request)
            try await stage.control.untilHeld(fault)

            stage.daemon.process.signal(SIGTERM)
            try await stage.daemon.process.standardError.line(containing: " Draining")
            #expect(stage.daemon.process.isRunning)
            try await stage.control.release(fault)

            #expect(try await answer.message("status")?.string("code") == "000")
            #expect(try await stage.daemon.process.exitStatus() == .exited(0))
            #expect(!stage.directory.contains("oyd.sock"))
            #expect(stage.daemon.log.contains(" Stopped"))
        }
    }

    @Test func `a stream that the stop ends is written down as its reader hears it`() async throws {
        try await Stage.with { stage in
            let endpoint = try RPCClient.endpoint("oy.v1.EventService/Watch")
            var request = Message(endpoint.request)
            request.set("consumer", to: "tests")
            let stream = stage.gateway.client.serverStream(
                service: endpoint.service, method: endpoint.method, payload: request.encode())
            // Calls of a connection begin in their order: the stream is open.
            try await stage.gateway.call("WhoAmI")
            stage.daemon.process.signal(SIGTERM)
            let end = await #expect(throws: Status.self) { for try await _ in stream {} }
            #expect(end?.code == .unavailable)
            #expect(try await stage.daemon.process.exitStatus() == .exited(0))
            let entries = try LedgerEntries(path: stage.directory["ledger.db"]).ofKind("call")
            let ends = entries.map { "\($0)" }.filter { $0.contains("EventService/Watch") }
            #expect(ends.last?.contains("SHUTTING_DOWN") == true, "\(ends)")
        }
    }

    @Test func `nothing new is served while it drains`() async throws {
        try await Stage.with { stage in
            let fault = try await stage.control.fault(["kind": "delay", "release": "after", "path": "/api/inquiry"])
            async let answer = stage.gateway.call("InquireAccount", SampleCall.inquiry.request)
            try await stage.control.untilHeld(fault)
            let watch = stage.gateway.client.serverStream(service: "grpc.health.v1.Health", method: "Watch", payload: [])

            stage.daemon.process.signal(SIGTERM)
            // A stream has no end of its own: that it ends says that this connection drains.
            let end = await #expect(throws: Status.self) { for try await _ in watch {} }
            #expect(end?.code == .unavailable)
            #expect(end?.details.map(\.typeURL).contains("type.googleapis.com/google.rpc.ErrorInfo") == true)
            let late = await #expect(throws: RPCFailure.self) { try await stage.gateway.call("WhoAmI") }
            #expect(late?.code == .unavailable)
            #expect(late?.reason == "SHUTTING_DOWN")

            try await stage.control.release(fault)
            #expect(try await answer.message("status")?.string("code") == "000")
            #expect(try await stage.daemon.process.exitStatus() == .exited(0))
        }
    }
}
