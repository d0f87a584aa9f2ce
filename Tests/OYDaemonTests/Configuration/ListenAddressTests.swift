import Testing

@testable import OYDaemon

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:9480", "127.0.0.1", 9_480), ("0.0.0.0:0", "0.0.0.0", 0), ("[::1]:9480", "::1", 9_480), ("[fe80::1]:65535", "fe80::1", 65_535),
    ])
    func `addresses`(text: String, host: String, port: Int) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.host == host && address.port == port)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", ":", "9480", ":9480", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1", "localhost:9480",
        "127.1:9480", "::1:9480", "[::1]", "[::1:9480", "[127.0.0.1]:9480", "127.0.0.1:99999999999999999999",
    ])
    func `a name, a range of ports and half an address are none`(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
