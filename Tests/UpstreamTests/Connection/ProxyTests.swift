import Gateway
import NIOCore
import NIOPosix
import Testing

@testable import Upstream

/// The proxy opens a tunnel and sees what a tunnel shows, no more.
@Suite(.timeLimit(.minutes(1))) struct ProxyTests {
    @Test(arguments: [true, false])
    func `the tunnel carries the request, over TLS and plain`(isTLS: Bool) async throws {
        let certificates = try TestCertificates.shared.get()
        let origin = try await ScriptedServer(tls: isTLS ? certificates.server(.good) : nil) { _ in .echoing }
        let proxy = try await TunnelProxy()
        try await withUpstream(
            "\(isTLS ? "https" : "http")://localhost:\(origin.port)",
            configure: {
                $0.caFile = certificates.caFile
                $0.proxy = try ProxyURL("http://127.0.0.1:\(proxy.port)")
            }
        ) { upstream in
            for _ in 0..<3 { #expect(await upstream.attempt(.get("/api/balance")).bodyText == "/api/balance") }
        }
        #expect(
            proxy.connectRequests == [
                "CONNECT localhost:\(origin.port) HTTP/1.1\r\nHost: localhost:\(origin.port)\r\nUser-Agent: oy-gateway\r\n\r\n"
            ])
        #expect(origin.requestTexts.count == 3)
        if isTLS { #expect(!proxy.allBytes.contains("key-0123456789") && !proxy.allBytes.contains("X-Api-Key")) }
        await proxy.stop()
        await origin.stop()
    }

    @Test(arguments: [
            [Step.awaitRequest, .send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")],
            [.awaitRequest, .send(.answer(403))], [.awaitRequest, .send(.answer(502, body: "<html>")), .close],
            [.awaitRequest, .close], [.close], [.awaitRequest, .send("garbage\r\n\r\n"), .close], [.awaitRequest, .send("HTTP/1.1 20"), .close],
        ])
    func `a proxy that does not open a tunnel leaves the attempt surely unsent, and never sees a credential`(script: [Step]) async throws {
        let proxy = try await ScriptedServer { _ in script }
        try await withUpstream("https://oy.example", configure: { $0.proxy = try ProxyURL("http://127.0.0.1:\(proxy.port)") }) { upstream in
            let outcome = await upstream.attempt(.ping)
            #expect(outcome.unsent == .proxyRefused, "\(outcome)")
        }
        #expect(!proxy.recorded.bytes.values.joined().contains("key-0123456789"))
        await proxy.stop()
    }

    @Test func `a proxy that says nothing is given up at the connect timeout`() async throws {
        let proxy = try await ScriptedServer { _ in [.awaitRequest] }
        try await withUpstream(
            "https://oy.example",
            configure: {
                $0.proxy = try ProxyURL("http://127.0.0.1:\(proxy.port)")
                $0.connectTimeout = .milliseconds(100)
            }
        ) { upstream in
            #expect(await upstream.attempt(.ping).unsent == .connectTimedOut)
        }
        await proxy.stop()
    }

    @Test func `a tunnel to someone else fails at the certificate`() async throws {
        let certificates = try TestCertificates.shared.get()
        let impostor = try await ScriptedServer(tls: certificates.server(.wrongHost)) { _ in .echoing }
        let proxy = try await TunnelProxy(target: impostor.port)
        try await withUpstream(
            "https://localhost",
            configure: {
                $0.caFile = certificates.caFile
                $0.proxy = try ProxyURL("http://127.0.0.1:\(proxy.port)")
            }
        ) { upstream in
            #expect(await upstream.attempt(.ping).unsent == .tlsFailed)
        }
        #expect(impostor.requestTexts.isEmpty)
        await proxy.stop()
        await impostor.stop()
    }
}
