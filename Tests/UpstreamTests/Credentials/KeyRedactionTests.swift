import Gateway
import Testing

@testable import Upstream

/// The key appears nowhere, in no form, also where an answer echoes it (docs/threat-model.md).
@Suite struct KeyRedactionTests {
    /// With everything that JSON may write in more than one way.
    static let key = #"k/1"2\3-abcdefgh+Z"#

    private func masked(_ text: String, key: String = Self.key) -> String {
        var body = Array(text.utf8)
        KeyRedaction.mask(Secret(copying: Array(key.utf8)), in: &body)
        return String(decoding: body, as: UTF8.self)
    }

    @Test("It is found as it was sent, and as JSON may write it", arguments: [
        #"k/1"2\3-abcdefgh+Z"#,
        #"k/1\"2\\3-abcdefgh+Z"#,
        #"k\/1\"2\\3-abcdefgh+Z"#,
        #"\u006b\u002f1\u00222\u005C3-abcdefgh\u002bZ"#,
        #"k/1\u00222\\3-abcdefgh+\u005A"#,
    ])
    func forms(form: String) {
        for (before, after) in [("", ""), (#"{"m":"X-Api-Key: "#, #""}"#), (#"\\\n\"\u0041"#, #"\n"#), (#"k\/1\"k/1\u0022"#, #"\"#)] {
            #expect(masked(before + form + after) == before + String(repeating: "*", count: form.utf8.count) + after)
        }
        #expect(!masked(form + form + "," + form).contains { $0 != "*" && $0 != "," })
    }

    @Test("What is not the key stays as it is", arguments: [
        "", #"{"status":{"code":"000"}}"#, #"k/1"2\3-abcdefgh+"#, #"k/1\"2\\3-abcdefgh+z"#, #"k/1\n2\\3-abcdefgh+Z"#, #"\"#,
        #"\u00"#, #"\u0"#, #"k/1\"2\"#,
    ])
    func others(text: String) {
        #expect(masked(text) == text)
    }

    @Test("A key without an escape in it is found beside one, and in the middle of escapes")
    func plain() {
        let key = "0123456789abcdef"
        #expect(masked(#"\"0123456789abcdef\""#, key: key) == #"\"****************\""#)
        #expect(masked(#"0123456789abc\u0064ef"#, key: key) == "*********************")
        // The escape of something else, then what looks like the key's rest.
        #expect(masked(#"\u00310123456789abcdef"#, key: key) == #"\u0031****************"#)
        #expect(masked(#"\u0030123456789abcdef"#, key: key) == "*********************")
    }

    @Test("A short key might stand there by chance and is left alone")
    func short() {
        #expect(masked("123456789012345", key: "123456789012345") == "123456789012345")
    }

    @Test("A body of nothing but escapes takes no longer than its length asks for", .timeLimit(.minutes(1)))
    func escapesOnly() {
        let text = String(repeating: #"\\"#, count: 200_000)
        #expect(masked(text) == text)
    }

    @Test("The key that was just exchanged is masked beside the present one, and one of which nobody knows any more is not")
    func previous() async throws {
        let keys = (1...3).map { "key-\($0)-0123456789ab" }
        let first = try Credentials.test(key: keys[0])
        let second = try Credentials.test(key: keys[1], after: first)
        let third = try Credentials.test(key: keys[2], after: second)
        let server = try await ScriptedServer { _ in .answering(.answer(body: keys.joined(separator: " "))) }
        let mask = String(repeating: "*", count: keys[0].count)
        for (credentials, shown) in [
            (first, "\(mask) \(keys[1]) \(keys[2])"), (second, "\(mask) \(mask) \(keys[2])"), (third, "\(keys[0]) \(mask) \(mask)"),
        ] {
            try await withUpstream("http://127.0.0.1:\(server.port)", credentials: RotatingCredentials(credentials)) { upstream in
                #expect(await upstream.attempt(.ping).bodyText == shown)
            }
            var text = Array(keys.joined(separator: " ").utf8)
            credentials.maskKeys(in: &text)
            #expect(String(decoding: text, as: UTF8.self) == shown)
        }
        await server.stop()
    }

    @Test("A key is masked where it is long enough to be told from other text")
    func length() throws {
        #expect(try Credentials.test(key: "0123456789abcdef").canBeMasked)
        #expect(try !Credentials.test(key: "0123456789abcde").canBeMasked)
    }

    @Test("An answer that shows the key with which its request was sent is masked, whatever key is in force by then")
    func rotatedMeanwhile() async throws {
        let old = "old-key-0123456789"
        let server = try await ScriptedServer { _ in [.awaitRequest, .awaitBytes(1)] }
        let credentials = RotatingCredentials(try .test(key: old))
        try await withUpstream("http://127.0.0.1:\(server.port)", credentials: credentials) { upstream in
            async let outcome = upstream.attempt(.ping)
            await server.await(.request(0))
            credentials.current = try .test(key: "new-key-0123456789")
            await server.say(.answer(body: #"{"m":"\#(old)"}"#), on: 0)
            #expect(await outcome.bodyText == #"{"m":"******************"}"#)
        }
        await server.stop()
    }
}
