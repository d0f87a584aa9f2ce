import NIOSSL
import Testing

@testable import OYSimulator

/// HTTPS with throw-away certificates, beside HTTP, with the same books and the same faults.
@Suite struct TLSTests {
    @Test func httpAndHTTPSShareTheBooks() async throws {
        try await Certificates.withServer(tls: true) { sim in
            #expect(try await sim.remit("id").code == "101")
            var plain = sim
            plain.client.tls = nil
            plain.client.port = try await sim.simulator.port(of: .http)
            #expect(try await plain.remit("id").code == "203")
        }
    }

    @Test func aClientWithoutTheAuthorityRefuses() async throws {
        try await Certificates.withServer(tls: true) { sim in
            var client = sim.client
            client.tls = try NIOSSLContext(configuration: .makeClientConfiguration())
            let reply = try? await client.call("GET", "/api/balance")
            #expect(reply?.status == nil)
        }
    }

    @Test(arguments: ["close_before_reading", "close_before_processing", "close_after_processing", "close_mid_answer"])
    func cutsSayNoFarewell(kind: String) async throws {
        try await Certificates.withServer(tls: true) { sim in
            try await sim.fault(#"{"kind":"\#(kind)"}"#)
            let reply = try await sim.remit("id")
            #expect((reply.status == nil) == (kind != "close_mid_answer"))
            #expect(!reply.isWhole)
            #expect(reply.endedInError, "no close_notify came")
        }
    }

    @Test func refuseClosesBothListeners() async throws {
        try await Certificates.withServer(tls: true) { sim in
            try await sim.fault(#"{"kind":"refuse"}"#)
            await #expect(throws: (any Error).self) { _ = try await sim.remit("id") }
            try await sim.control("POST", "/reset", "{}")
            #expect(try await sim.remit("id").code == "101")
        }
    }
}
