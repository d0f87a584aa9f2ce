import Gateway
import Testing

@testable import Upstream

@Suite struct CredentialsTests {
    @Test(arguments: ["", "a\r\nX: y", "a\n", "a\r", "a\u{0}", "a b", "\u{7F}", "é", String(repeating: "a", count: 4097)])
    func `what could add a header of its own is refused`(text: String) {
        #expect(throws: CredentialsError.self) { try Credentials.test(text) }
        #expect(throws: CredentialsError.self) { try Credentials.test(key: text) }
    }

    @Test func `a complaint names the field and nothing else`() {
        #expect(throws: CredentialsError(field: .apiKey, fault: .invisibleByte)) { try Credentials.test(key: "hunter2\n") }
        #expect(CredentialsError(field: .apiKey, fault: .empty).description == "the API key is empty")
    }

    @Test func `credentials do not show in print or dump`() throws {
        let credentials = try Credentials.test("hunter1", key: "hunter2")
        var dumped = ""
        dump(credentials, to: &dumped)
        dump(credentials.apiKey, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), "\(credentials.apiKey)", String(reflecting: credentials.apiKey), dumped] {
            #expect(!text.contains("hunter"))
            #expect(!text.contains("104, 117"))
        }
        #expect("\(credentials.apiKey)" == "<secret>")
        #expect((credentials.apiKey as Any) is any Encodable == false)
    }

    /// Rule 3: as whom a payout is sent. A new key changes nothing; the value is what ledgers hold, so it never changes.
    @Test func `a partner is a user name at a place`() throws {
        func mark(_ username: String, _ key: String, _ origin: String) throws -> PartnerFingerprint {
            let pair = try Credentials(
                username: Secret(copying: Array(username.utf8)), apiKey: Secret(copying: Array(key.utf8)), for: BaseURL(origin))
            return pair.partner
        }
        let mark1 = try mark("tester", "key-1", "https://oy.example")
        #expect(mark1.rawValue == -7_969_334_519_254_022_043)
        #expect(try mark("tester", "key-2", "https://OY.example:443/") == mark1)
        for (username, origin) in [
            ("Tester", "https://oy.example"), ("tester", "https://oy.example/staging"), ("tester", "https://oy2.example"),
            ("tester", "https://oy.example:444"), ("tester", "http://oy.example"),
        ] {
            #expect(try mark(username, "key-1", origin) != mark1)
        }
    }

    @Test func `secrets compare by their bytes`() {
        let secret = Secret(copying: Array("abc".utf8))
        #expect(secret == Secret(copying: Array("abc".utf8)))
        #expect(secret != Secret(copying: Array("abd".utf8)))
        #expect(secret != Secret(copying: Array("xbc".utf8)))
        #expect(secret != Secret(copying: Array("ab".utf8)))
        #expect(Secret(copying: []) == Secret(copying: []))
    }

    @Test func `secrets keep what they were given`() {
        let long = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
        Secret(copying: long).withUnsafeBytes { #expect(Array($0) == long) }
        #expect(Secret(copying: long).count == 10_000)
        Secret(count: 3) { $0.copyBytes(from: [1, 2, 3]) }.withUnsafeBytes { #expect(Array($0) == [1, 2, 3]) }
    }
}
