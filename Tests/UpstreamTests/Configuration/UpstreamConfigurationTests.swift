import Foundation
import Gateway
import NIOPosix
import Testing

@testable import Upstream

@Suite struct UpstreamConfigurationTests {
    @Test(
        arguments: [
            ("https://partner.oyindonesia.com", "partner.oyindonesia.com", 443, ""),
            ("https://sandbox.oyindonesia.com/staging/partner", "sandbox.oyindonesia.com", 443, "/staging/partner"),
            ("HTTPS://Partner.Example/", "partner.example", 443, ""), ("http://127.0.0.1:8080/x/", "127.0.0.1", 8080, "/x"),
            ("http://[::1]:8080", "::1", 8080, ""), ("http://localhost", "localhost", 80, ""),
            ("http://3proxy.4u", "3proxy.4u", 80, ""), ("http://a_b.example/%20", "a_b.example", 80, "/%20"),
        ])
    func goodBaseURLs(text: String, host: String, port: Int, prefix: String) throws {
        let url = try BaseURL(text)
        #expect(url.authority.host == host)
        #expect(url.authority.port == port)
        #expect(url.pathPrefix == prefix)
    }

    @Test(
        arguments: [
            "", "partner.oyindonesia.com", "ftp://a", "https:/a", "https://", "https:///x", "https://user@a",
            "https://user:secret@a/x", "https://a?x=1", "https://a/#x",
            "https://a/x?y", "https://a:0", "https://a:65536", "https://a:", "https://a:x", "https://a:+1", "https://a:80:80",
            "https://[::1", "https://[::1]x", "https://[::g]",
            "https://[127.0.0.1]", "https://::1", "https://a b", "https://a\r\nX: y", "https://a/\r\nX: y", "https://a/x y",
            "https://-a", "https://a-", "https://a..b", "https://a.",
            "https://2130706433", "https://0x7f000001", "https://127.1", "https://256.0.0.1", "https://01.2.3.4",
            "https://a/x//y", "https://a/./y", "https://a/../y", "https://a/x/..",
            "https://a/<x>", "https://a/é", "https://é.example", "https://a\\b", "https://\(String(repeating: "a", count: 64)).example",
        ])
    func badBaseURLs(text: String) {
        #expect(throws: UpstreamConfigurationError.self) { try BaseURL(text) }
    }

    @Test func aComplaintNeverQuotesWhatMayBeAPassword() {
        do {
            _ = try BaseURL("https://user:hunter2@a")
            Issue.record("accepted")
        } catch {
            #expect(!error.description.contains("hunter2"))
            #expect(error.description.hasPrefix("base_url: "))
        }
    }

    @Test(arguments: ["", "X Y", "X:", "X\r\nY", "X\u{0}", "Ünicode", "Host", "content-length", "Transfer-Encoding", "Connection"])
    func badHeaderNames(text: String) {
        #expect(throws: UpstreamConfigurationError.self) { try HeaderName(text) }
    }

    @Test(arguments: ["https://proxy:1", "proxy:1", "http://", "http://u:p@proxy", "http://proxy/path", "http://proxy?x", "http://pro xy"])
    func badProxies(text: String) {
        #expect(throws: UpstreamConfigurationError.self) { try ProxyURL(text) }
    }

    @Test func proxies() throws {
        #expect(try ProxyURL("http://proxy.example/").authority.port == 3128)
        #expect(try ProxyURL("http://[::1]:8080").description == "http://[::1]:8080")
    }

    static let spoilers: [(String, @Sendable (inout UpstreamConfiguration) throws -> Void)] = [
        ("attempt_timeout", { $0.attemptTimeout = .zero }), ("attempt_timeout", { $0.attemptTimeout = .seconds(601) }),
        ("connect_timeout", { $0.connectTimeout = .seconds(-1) }), ("idle_timeout", { $0.idleTimeout = .zero }),
        ("max_connections", { $0.maxConnections = 0 }), ("max_connections", { $0.maxConnections = 4097 }),
        ("max_idle_connections", { $0.maxIdleConnections = 65 }), ("max_idle_connections", { $0.maxIdleConnections = -1 }),
        ("max_answer_bytes", { $0.maxAnswerBytes = 0 }), ("max_answer_bytes", { $0.maxAnswerBytes = .max }),
        ("api_key_header", { $0.apiKeyHeader = try HeaderName("x-oy-USERNAME") }), ("ca_file", { $0.caFile = "/nonexistent/ca.pem" }),
        ("ca_file", { $0.caFile = "/etc/hostname" }), ("ca_file", { $0.caFile = "/dev/null" }),
        ("proxy", {
            $0.baseURL = try BaseURL("https://192.0.2.1")
            $0.proxy = try ProxyURL("http://proxy")
        }),
    ]

    @Test(arguments: spoilers.indices) func impossibleValuesAreRefusedByName(index: Int) throws {
        let (setting, spoil) = Self.spoilers[index]
        var configuration = UpstreamConfiguration(baseURL: try BaseURL("https://oy.example"))
        try spoil(&configuration)
        do {
            _ = try OYUpstream(configuration: configuration, credentials: FixedCredentials(.test()), group: MultiThreadedEventLoopGroup.singleton)
            Issue.record("accepted")
        } catch let error as UpstreamConfigurationError {
            #expect(error.setting == setting)
        }
    }
}
