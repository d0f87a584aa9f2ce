import Contract
import Gateway
import NIOCore
import NIOSSL
import Testing

@testable import Upstream

/// What leaves this host, byte for byte.
@Suite(.timeLimit(.minutes(1))) struct RequestBytesTests {
    @Test func `head and body are exactly these bytes`() async throws {
        let server = try await ScriptedServer { _ in .echoing }
        let body = #"{"partner_trx_id":"A-1","amount":10000}"#
        try await withUpstream("http://127.0.0.1:\(server.port)/staging/partner") { upstream in
            let outcome = await upstream.attempt(.post("/api/remit", body))
            #expect(outcome.bodyText == "/staging/partner/api/remit")
        }
        #expect(
            server.requestTexts == [
                """
                POST /staging/partner/api/remit HTTP/1.1\r
                Host: 127.0.0.1:\(server.port)\r
                User-Agent: oy-gateway\r
                Accept: application/json\r
                Content-Type: application/json\r
                X-OY-Username: tester\r
                X-Api-Key: key-0123456789\r
                Content-Length: \(body.utf8.count)\r
                \r
                \(body)
                """
            ])
        await server.stop()
    }

    /// One write becomes one TLS record.
    @Test func `head and body leave in one write`() async throws {
        let certificates = try TestCertificates.shared.get()
        let server = try await ScriptedServer(tls: certificates.server(.good, maximumVersion: .tlsv12)) { _ in .echoing }
        try await withUpstream("https://localhost:\(server.port)", configure: { $0.caFile = certificates.caFile }) { upstream in
            for count in 1...3 {
                #expect(await upstream.attempt(.post("/api/remit", "{}")).answer != nil)
                #expect(server.recorded.applicationRecords == [0: count])
            }
        }
        await server.stop()
    }

    @Test func `a GET has no body and no length`() throws {
        #expect(try head(.get("/api/balance")) == expected("GET /api/balance"))
    }

    @Test func `a PUT without body says so`() throws {
        let call = HTTPCall(verb: .put, target: "/api/ibank/7/update")
        #expect(try head(call) == expected("PUT /api/ibank/7/update", more: "Content-Length: 0\r\n"))
    }

    @Test func `the header names are configuration`() throws {
        let text = try head(.ping) {
            $0.usernameHeader = try HeaderName("X-Username")
            $0.apiKeyHeader = try HeaderName("X-Key")
        }
        #expect(text.contains("\r\nX-Username: tester\r\nX-Key: key-0123456789\r\n\r\n"))
    }

    @Test(arguments: [
            ("https://oy.example", "oy.example"), ("https://oy.example:443", "oy.example"), ("http://oy.example:443", "oy.example:443"),
            ("https://[2001:DB8::1]:8443/x", "[2001:db8::1]:8443"), ("https://OY.example", "oy.example"),
        ])
    func `the default port is left out of Host, brackets are kept`(url: String, host: String) throws {
        let encoder = RequestEncoder(UpstreamConfiguration(baseURL: try BaseURL(url)))
        var buffer = ByteBuffer()
        encoder.write(.ping, credentials: try .test(), into: &buffer)
        #expect(String(buffer: buffer).contains("\r\nHost: \(host)\r\n"))
    }

    @Test(arguments: [
            ("/a b", "/a%20b"), ("/a\r\nX-Api-Key: mine", "/a%0D%0AX-Api-Key:%20mine"), ("/a\nGET / HTTP/1.1", "/a%0AGET%20/%20HTTP/1.1"),
            ("/a\u{0}b", "/a%00b"), ("/a#b", "/a%23b"), ("/é", "/%C3%A9"), ("/a\\b", "/a%5Cb"), ("", "/"),
            ("http://evil.example/", "/http://evil.example/"), ("@evil.example/", "/@evil.example/"), ("/a%2Fb?c=d&e=%20", "/a%2Fb?c=d&e=%20"),
        ])
    func `nothing in a target can end the request line or start another request`(target: String, written: String) throws {
        #expect(try head(.get(target)) == expected("GET \(written)"))
    }

    @Test func `visible ASCII stands in a target as it is, but for the ten bytes that no path or query holds unencoded`() {
        for byte in UInt8.min...UInt8.max {
            let isAllowed = (0x21...0x7E).contains(byte) && !"\"#<>\\^`{|}".utf8.contains(byte)
            #expect(RequestTarget.isAllowed(byte) == isAllowed, "\(byte)")
        }
    }

    private func head(_ call: HTTPCall, configure: (inout UpstreamConfiguration) throws -> Void = { _ in }) throws -> String {
        var configuration = UpstreamConfiguration(baseURL: try BaseURL("https://oy.example"))
        try configure(&configuration)
        var buffer = ByteBuffer()
        RequestEncoder(configuration).write(call, credentials: try .test(), into: &buffer)
        return String(buffer: buffer)
    }

    private func expected(_ line: String, more: String = "") -> String {
        """
        \(line) HTTP/1.1\r
        Host: oy.example\r
        User-Agent: oy-gateway\r
        Accept: application/json\r
        Content-Type: application/json\r
        X-OY-Username: tester\r
        X-Api-Key: key-0123456789\r
        \(more)\r

        """
    }
}
