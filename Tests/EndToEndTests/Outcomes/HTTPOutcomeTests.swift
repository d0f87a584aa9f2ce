import Testing
import TTRPC

/// Answers that are no answers of OY!'s: HTTP statuses, and bodies of whatever stands between.
@Suite(.serialized, .stage, .showsPrograms)
struct HTTPOutcomeTests: StagedSuite {
    /// An answer, and what it becomes for a call that may be repeated.
    struct Answer: CustomTestStringConvertible, Sendable {
        let name: String
        var status = 200
        var body = ""
        let code: StatusCode
        let reason: String

        var testDescription: String { name }

        /// OY! may have acted.
        var isUncertain: Bool { code == .unavailable }
    }

    static let html = "<html><head><title>Bad Gateway</title></head><body>nginx</body></html>"
    static let answers: [Answer] =
        [401, 403].map {
            Answer(name: "\($0)", status: $0, code: .failedPrecondition, reason: "UPSTREAM_CREDENTIALS_REJECTED")
        }
        + [404, 302, 405, 418].map {
            Answer(name: "\($0)", status: $0, body: html, code: .unknown, reason: "UPSTREAM_CODE_UNKNOWN")
        }
        + [500, 502, 503, 504, 599].map {
            Answer(name: "\($0)", status: $0, body: html, code: .unavailable, reason: "UPSTREAM_UNAVAILABLE")
        }
        + [
            Answer(name: "429", status: 429, code: .resourceExhausted, reason: "UPSTREAM_TOO_MANY_REQUESTS"),
            unreadable("HTML", html),
            unreadable("an empty body", ""),
            unreadable("JSON cut in the middle", #"{"status":{"code":"000","message":"Succ"#),
            unreadable("a balance without a balance", #"{"status":{"code":"000","message":"Success"}}"#),
            unreadable("a balance of null", #"{"status":{"code":"000","message":"Success"},"balance":null}"#),
            unreadable("a balance with a fraction", #"{"status":{"code":"000","message":"Success"},"balance":10.5}"#),
            unreadable("a balance that is too large", #"{"status":{"code":"000"},"balance":9223372036854775808}"#),
            unreadable("no status", #"{"balance":125000}"#),
            unreadable("a list", "[]"),
            unreadable("two answers in one", #"{"status":{"code":"000"},"balance":1}{"status":{"code":"000"},"balance":1}"#),
        ]

    private static func unreadable(_ name: String, _ body: String) -> Answer {
        Answer(name: name, body: body, code: .unavailable, reason: "UPSTREAM_UNAVAILABLE")
    }

    @Test(arguments: answers)
    func `a read`(_ answer: Answer) async throws {
        try await gateway.earnRetries()
        let mark = try await control.mark()
        try await control.answer(SampleCall.balance.path, answer.body, status: answer.status, count: 4)

        let error = try await gateway.refusal("GetBalance")

        #expect(error.code == answer.code)
        #expect(error.reason == answer.reason)
        if answer.status != 200 { #expect(error.metadata["http_status"] == "\(answer.status)") }
        let attempts = answer.isUncertain || answer.status == 429 ? 4 : 1
        #expect(error.metadata["attempts"] == "\(attempts)")
        #expect(try await control.requests(after: mark).count == attempts)
        try await control.removeFaults()
    }

    /// Where the answer tells nothing, a creation is neither repeated nor reported as failed.
    @Test(arguments: answers)
    func `a creation`(_ answer: Answer) async throws {
        try await gateway.earnRetries()
        let mark = try await control.mark()
        try await control.answer(SampleCall.creation.path, answer.body, status: answer.status, count: 4)

        let error = try await gateway.refusal(SampleCall.creation.rpc, SampleCall.creation.request)

        #expect(error.code == (answer.isUncertain ? .aborted : answer.code))
        #expect(error.reason == (answer.isUncertain ? "OUTCOME_UNKNOWN" : answer.reason))
        #expect(error.domain == (answer.status == 429 ? "oyindonesia.com" : "oy-gateway"))
        // 429 says that nothing was created; everything else forbids another attempt.
        #expect(try await control.requests(after: mark).count == (answer.status == 429 ? 4 : 1))
        try await control.removeFaults()
    }

    @Test func `OY!'s own code in an answer of another status is believed`() async throws {
        try await control.answer(
            SampleCall.inquiry.path, #"{"status":{"code":"209","message":"Bank Account is not found"}}"#, status: 404)
        let error = try await gateway.refusal(SampleCall.inquiry.rpc, SampleCall.inquiry.request)
        #expect(error.code == .notFound)
        #expect(error.metadata["oy_code"] == "209")
        #expect(error.metadata["http_status"] == "404")
    }
}
