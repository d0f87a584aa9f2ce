import Gateway
import Testing

@testable import OYDaemon

@Suite struct AddressTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.0", false), ("0.0.0.0/0", "1.2.3.4", true),
        ("0.0.0.0/0", "::1", false), ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
        ("192.0.2.0/31", "192.0.2.1", true), ("192.0.2.0/31", "192.0.2.2", false), ("2001:db8::/32", "2001:db8:1::5", true),
        ("2001:db8::/32", "2001:db9::", false), ("::/0", "fe80::1", true), ("::1", "::1", true),
        ("10.0.0.0/8", "::ffff:10.1.2.3", true),
    ])
    func contains(block: String, address: String, isInside: Bool) throws {
        #expect(try #require(CIDR(block)).contains(try #require(IPAddress(address))) == isInside)
    }

    @Test(arguments: [
        "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.1.0.0/8", "::/129", "10.0.0/8", "localhost",
        "10.0.0.0/8/8", "1.2.3.4 ", "::ffff:10.0.0.0/104", "fe80::1%eth0", "010.0.0.1",
    ])
    func none(text: String) {
        #expect(CIDR(text) == nil)
    }

    @Test(arguments: ["0.0.0.0", "255.255.255.255", "192.0.2.1", "::", "2001:db8::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"])
    func isWrittenAsItWasRead(text: String) {
        #expect(IPAddress(text)?.description == text)
    }
}
