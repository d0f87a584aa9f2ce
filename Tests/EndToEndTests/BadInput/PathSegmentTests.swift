import Contract
import Testing

/// An id goes into the path of OY!'s URL. Whatever it holds, it stays one segment of that path and one line of the request.
@Suite(.serialized, .stage, .showsPrograms)
struct PathSegmentTests: StagedSuite {
    @Test(arguments: [
        ("../balance", "..%2Fbalance"), ("a/../../remit", "a%2F..%2F..%2Fremit"), ("...", "..."), ("a/b", "a%2Fb"),
        ("a?limit=9", "a%3Flimit%3D9"), ("a#b", "a%23b"), ("%2f", "%252f"), ("%2e%2e", "%252e%252e"), ("a b", "a%20b"), ("a\\b", "a%5Cb"),
        ("a\r\nX-Evil: 1", "a%0D%0AX-Evil%3A%201"), ("a HTTP/1.1\r\n\r\nGET /api/balance", "a%20HTTP%2F1.1%0D%0A%0D%0AGET%20%2Fapi%2Fbalance"),
        ("a\tb\u{7F}", "a%09b%7F"), ("é", "%C3%A9"), ("a&b=c;d,e", "a%26b%3Dc%3Bd%2Ce"), ("*", "%2A"), (".a", ".a"), ("~a_b-c.d", "~a_b-c.d"),
    ])
    func `an id stays in its segment`(id: String, segment: String) async throws {
        try await control.forgetRequests()
        for rpc in ["GetVirtualAccount", "ListVirtualAccountTransactions"] {
            // The simulator knows no such id; what counts is what it was asked.
            _ = try? await gateway.call(rpc, ["id": .string(id)])
        }
        try await gateway.call("GetBalance")
        let requests = try await control.requests(count: 3)
        #expect(
            requests.map(\.target) == [
                "/api/static-virtual-account/\(segment)", "/api/va-tx-history/\(segment)?offset=0&limit=10", "/api/balance",
            ])
        #expect(requests.allSatisfy { $0.values(of: "X-Evil").isEmpty && $0.method == "GET" && $0.key_ok })
    }

    @Test func `a note stays in its JSON string`() async throws {
        try await control.forgetRequests()
        let note = "\"}\r\nX-Evil: 1\\u0022,\"amount\":1,\u{1F4B8}\u{2028}"
        _ = try? await gateway.call("CreateVirtualAccount", [
            "partner_user_id": "oy-note", "bank_code": "002", "amount": 20000, "username_display": .string(note),
        ])
        let request = try #require(try await control.requests().first)
        #expect(try JSONValue(request.body) == [
            "partner_user_id": "oy-note", "bank_code": "002", "amount": 20000, "username_display": .string(note),
        ])
    }
}
