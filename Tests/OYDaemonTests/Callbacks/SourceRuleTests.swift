import Gateway
import Testing

@testable import OYDaemon

/// Attack: whoever sends a request writes any `X-Forwarded-For`.
@Suite struct SourceRuleTests {
    private let plain = SourceRule(allow: [CIDR("203.0.113.0/24")!], trustedProxies: [])
    private let fronted = SourceRule(
        allow: [CIDR("203.0.113.0/24")!], trustedProxies: [CIDR("10.0.0.0/8")!, CIDR("127.0.0.1")!])

    private func peer(_ text: String) -> SourceRule.Peer { .address(IPAddress(text)!) }

    @Test func `without a trusted proxy the header says nothing`() {
        #expect(plain.source(of: peer("198.51.100.1"), forwardedFor: ["203.0.113.5"]) == IPAddress("198.51.100.1"))
        #expect(fronted.source(of: peer("198.51.100.1"), forwardedFor: ["203.0.113.5"]) == IPAddress("198.51.100.1"))
    }

    @Test(arguments: [
        (["203.0.113.5"], "203.0.113.5"),
        (["203.0.113.5, 198.51.100.1"], "198.51.100.1"),
        (["203.0.113.5, 198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        (["203.0.113.5", "198.51.100.1"], "198.51.100.1"),
        (["198.51.100.1", " 203.0.113.5 ,\t10.9.9.9"], "203.0.113.5"),
        // Only proxies: who wrote the left one is not known.
        (["10.0.0.3,10.0.0.2"], "10.0.0.1"), (["203.0.113.5, 10.0.0.3"], "203.0.113.5"),
        (["203.0.113.5, unknown"], nil), (["203.0.113.5,"], nil), ([""], nil), (["203.0.113.5:80"], nil),
        // A sign that joins the proxy's comma behind it to itself, and one that is joined to the one before.
        (["203.0.113.5 \u{111C2}, 198.51.100.1"], "198.51.100.1"), (["198.51.100.1,\u{301}203.0.113.5"], nil),
        (["203.0.113.5 x"], nil),
        ([], "10.0.0.1"),
    ] as [([String], String?)])
    func `behind a proxy the rightmost stranger counts`(headers: [String], source: String?) {
        #expect(fronted.source(of: peer("10.0.0.1"), forwardedFor: headers) == source.flatMap { IPAddress($0) })
    }

    @Test func `a Unix socket's peer is the front itself`() {
        #expect(plain.source(of: .unixSocket, forwardedFor: ["203.0.113.5"]) == IPAddress("203.0.113.5"))
        #expect(plain.source(of: .unixSocket, forwardedFor: []) == nil)
        #expect(fronted.source(of: .unixSocket, forwardedFor: ["10.0.0.3, 10.0.0.2"]) == nil)
        #expect(plain.source(of: .unknown, forwardedFor: ["203.0.113.5"]) == nil)
    }

    @Test func `admits`() throws {
        #expect(plain.admits(try #require(IPAddress("203.0.113.200"))))
        #expect(!plain.admits(try #require(IPAddress("203.0.114.0"))))
    }

    /// Attack: silent connections of whoever reaches the listener's port, none of which can ever bring a callback.
    @Test func `only those who can bring callbacks may connect`() {
        #expect(plain.mayConnect(peer("203.0.113.5")))
        #expect(!plain.mayConnect(peer("127.0.0.1")))
        #expect(fronted.mayConnect(peer("203.0.113.5")) && fronted.mayConnect(peer("127.0.0.1")))
        #expect(!fronted.mayConnect(peer("127.0.0.2")))
        #expect(plain.mayConnect(.unixSocket))
        #expect(!fronted.mayConnect(.unknown))
    }
}
