import Gateway
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import Upstream

/// Whatever goes wrong before a connection is open leaves the attempt surely unsent, and shows OY!'s place nothing.
@Suite(.timeLimit(.minutes(1))) struct OpeningTests {
    @Test func `refused`() async throws {
        let server = try await ScriptedServer { _ in [] }
        await server.stop()
        try await withUpstream("http://127.0.0.1:\(server.port)") { upstream in
            let outcome = await upstream.attempt(.ping)
            #expect(outcome == .surelyUnsent(AttemptFailure(.connectionRefused, detail: "Connection refused")))
        }
    }

    @Test func `unresolvable`() async throws {
        try await withUpstream("http://no-such-host.invalid") { upstream in
            #expect(await upstream.attempt(.ping).unsent == .resolutionFailed)
        }
    }

    @Test(arguments: [TestCertificates.Kind.wrongHost, .expired, .unknownAuthority])
    func `certificates that must not be believed`(kind: TestCertificates.Kind) async throws {
        try await expectTLSFailure(server: TestCertificates.shared.get().server(kind)) { $0.caFile = try TestCertificates.shared.get().caFile }
    }

    @Test func `an authority of one's own is not believed unless configured`() async throws {
        try await expectTLSFailure(server: TestCertificates.shared.get().server(.good)) { _ in }
    }

    @Test func `TLS 1.1 is too old`() async throws {
        try await expectTLSFailure(server: TestCertificates.shared.get().server(.good, maximumVersion: .tlsv11)) {
            $0.caFile = try TestCertificates.shared.get().caFile
        }
    }

    @Test func `an address is verified, too`() async throws {
        let certificates = try TestCertificates.shared.get()
        for (kind, good) in [(TestCertificates.Kind.good, true), (.wrongHost, false)] {
            let server = try await ScriptedServer(tls: certificates.server(kind)) { _ in .echoing }
            try await withUpstream("https://127.0.0.1:\(server.port)", configure: { $0.caFile = certificates.caFile }) { upstream in
                let outcome = await upstream.attempt(.ping)
                #expect(good ? outcome.answer?.status == 200 : outcome.unsent == .tlsFailed, "\(outcome)")
            }
            await server.stop()
        }
    }

    @Test(arguments: [[Step.close], [.reset], [.send("HTTP/1.1 400 Bad\r\n\r\n")], [.awaitBytes(10), .close]])
    func `a server that does not speak TLS`(script: [Step]) async throws {
        let server = try await ScriptedServer { _ in script }
        let certificates = try TestCertificates.shared.get()
        try await withUpstream("https://localhost:\(server.port)", configure: { $0.caFile = certificates.caFile }) { upstream in
            let outcome = await upstream.attempt(.ping)
            #expect(outcome.unsent != nil, "\(outcome)")
        }
        #expect(!server.recorded.bytes.values.joined().contains("key-0123456789"))
        await server.stop()
    }

    @Test func `a handshake that never ends is cut at the connect timeout`() async throws {
        let server = try await ScriptedServer { _ in [] }
        try await withUpstream("https://localhost:\(server.port)", configure: { $0.connectTimeout = .milliseconds(100) }) { upstream in
            #expect(await upstream.attempt(.ping).unsent == .connectTimedOut)
        }
        await server.stop()
    }

    @Test func `a handshake that never ends is cut at the deadline`() async throws {
        let server = try await ScriptedServer { _ in [] }
        try await withUpstream("https://localhost:\(server.port)") { upstream in
            #expect(await upstream.attempt(.ping, deadline: .in(.milliseconds(100))).unsent != nil)
        }
        await server.stop()
    }

    @Test func `a deadline in the past sends nothing`() async throws {
        let server = try await ScriptedServer { _ in .echoing }
        try await withUpstream("http://127.0.0.1:\(server.port)") { upstream in
            #expect(await upstream.attempt(.ping, deadline: MonotonicInstant(nanoseconds: .min)).unsent == .timedOut)
            #expect(await upstream.attempt(.ping, deadline: .in(.seconds(-1))).unsent == .timedOut)
            #expect(await upstream.attempt(.ping, deadline: MonotonicInstant(nanoseconds: .max)).answer != nil)
        }
        #expect(server.requestTexts.count == 1)
        await server.stop()
    }

    private func expectTLSFailure(server context: NIOSSLContext, configure: (inout UpstreamConfiguration) throws -> Void) async throws {
        let server = try await ScriptedServer(tls: context) { _ in .echoing }
        try await withUpstream("https://localhost:\(server.port)", configure: configure) { upstream in
            let outcome = await upstream.attempt(.post("/api/remit", "{}"))
            #expect(outcome.unsent == .tlsFailed, "\(outcome)")
        }
        #expect(server.requestTexts.isEmpty)
        await server.stop()
    }
}
