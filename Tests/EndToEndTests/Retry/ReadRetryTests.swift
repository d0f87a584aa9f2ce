import Contract
import Testing
import TTRPC

/// A call that changes nothing is made again until it has its answer, within the caller's time.
@Suite(.serialized, .stage, .showsPrograms)
struct ReadRetryTests: StagedSuite {
    /// Ways to fail once.
    static let failures: [JSONValue] = [
        ["kind": "status", "status": 503], ["kind": "status", "status": 500], ["kind": "status", "status": 504],
        ["kind": "status", "status": 429], ["kind": "code", "code": "999"], ["kind": "code", "code": "429"],
        ["kind": "close_before_reading"], ["kind": "close_before_processing"], ["kind": "close_after_processing"],
        ["kind": "close_mid_answer"], ["kind": "close_after_processing", "reset": true],
        ["kind": "cut_json"], ["kind": "empty_body"], ["kind": "html"],
    ]

    @Test(arguments: failures)
    func `it has its answer from the second attempt`(_ failure: JSONValue) async throws {
        try await gateway.earnRetries()
        let mark = try await control.mark()
        let log = try stage.daemon.process.standardError
        let logged = log.mark
        try await control.fault(failure.with("path", "/api/inquiry"))

        let answer = try await gateway.call("InquireAccount", SampleCall.inquiry.request)

        #expect(answer.message("status")?.string("code") == "000")
        #expect(try await control.requests(after: mark, count: 2).count == 2)
        // The operator sees what it took.
        let line = try await log.line(containing: "method=oy.v1.DisbursementService/InquireAccount", after: logged)
        #expect(line.contains("attempts=2"))
    }

    @Test func `four attempts in vain are told with their number`() async throws {
        try await gateway.earnRetries()
        let mark = try await control.mark()
        let fault = try await control.fault(["kind": "status", "status": 503, "path": "/api/inquiry", "forever": true])
        let error = try await gateway.refusal("InquireAccount", SampleCall.inquiry.request)
        #expect(error.code == .unavailable)
        #expect(error.metadata["attempts"] == "4")
        #expect(try await control.requests(after: mark, count: 4).count == 4)
        try await control.removeFault(fault)
    }

    /// Shown without a clock: a wait of an hour does not fit into the caller's time, so there is no second attempt; a
    /// wait of a second does.
    @Test(arguments: [429, 503])
    func `Retry-After is respected`(_ status: Int) async throws {
        try await gateway.earnRetries()
        let mark = try await control.mark()
        let fault: JSONValue = ["kind": "status", "status": .number("\(status)"), "path": "/api/inquiry"]
        try await control.fault(fault.with("retry_after", 3600))
        let error = try await gateway.refusal("InquireAccount", SampleCall.inquiry.request, timeout: .seconds(20))
        #expect(error.metadata["attempts"] == "1")
        #expect(try await control.requests(after: mark).count == 1)

        try await control.fault(fault.with("retry_after", 1))
        try await gateway.call("InquireAccount", SampleCall.inquiry.request, timeout: .seconds(20))
        let requests = try await control.requests(after: mark, count: 3)
        #expect(requests.count == 3)
        #expect(requests[2].time - requests[1].time >= 999)
    }

    @Test func `the caller hears after which time to come again`() async throws {
        try await control.fault(["kind": "status", "status": 429, "path": "/api/inquiry", "retry_after": 3600])
        let error = try await gateway.refusal("InquireAccount", SampleCall.inquiry.request)
        #expect(error.code == .resourceExhausted)
        #expect(error.retryDelay == .seconds(3600))
    }

    @Test func `a deadline that comes before the answer ends the call and nothing else`() async throws {
        let fault = try await control.fault(["kind": "delay", "release": "before", "path": "/api/inquiry"])
        let error = try await gateway.refusal("InquireAccount", SampleCall.inquiry.request, timeout: .milliseconds(300))
        #expect(error.code == .deadlineExceeded)
        try await gateway.call("GetBalance")
        try await gateway.call("InquireAccount", SampleCall.inquiry.request)
        try await control.removeFault(fault)
    }

    /// OY! was out of reach for a while; nothing has to be restarted when it is back.
    @Test func `a refused connection is an error, and the next one is used`() async throws {
        try await gateway.earnRetries()
        let fault = try await control.fault(["kind": "refuse", "forever": true])
        let error = try await gateway.refusal("GetBalance")
        #expect(error.code == .unavailable)
        #expect(error.metadata["attempts"] == "4")
        try await control.removeFault(fault)
        try await gateway.call("GetBalance")
    }
}
