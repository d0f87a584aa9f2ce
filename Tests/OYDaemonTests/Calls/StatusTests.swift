import Contract
import Gateway
import TTRPC
import Testing

@testable import OYDaemon

/// The gateway's errors as `google.rpc.Status` with its details, read back with the contract.
@Suite struct StatusTests {
    private func details(_ status: Status, _ name: String) throws -> [Message] {
        let schema = try #require(MessageSchema.named(name))
        return try status.details.filter { $0.typeURL == "type.googleapis.com/\(name)" }
            .map { try Message(decoding: $0.value, as: schema) }
    }

    @Test("Code and message are the error's", arguments: RPCCode.allCases.filter { $0 != .ok })
    func codes(code: RPCCode) {
        let status = Status(RPCError(code, reason: "WHY", message: "because"))
        #expect(status.code.rawValue == code.rawValue)
        #expect("\(status.code)" == code.name)
        #expect(status.message == "because")
    }

    @Test("ErrorInfo has reason, domain and all facts", arguments: [
        (RPCError.Domain.gateway, "oy-gateway"), (.oy, "oyindonesia.com"),
    ])
    func errorInfo(domain: RPCError.Domain, name: String) throws {
        let facts = ["oy_code": "209", "oy_message": "Rékening tidak ada", "attempts": "2", "empty": ""]
        let status = Status(RPCError(.notFound, reason: "WHY", domain: domain, message: "because", metadata: facts))
        let info = try #require(try details(status, "google.rpc.ErrorInfo").first)
        #expect(status.details.count == 1)
        #expect(info.string("reason") == "WHY")
        #expect(info.string("domain") == name)
        let read = info.messages("metadata").map { ($0.string("key"), $0.string("value")) }
        #expect(Dictionary(uniqueKeysWithValues: read) == facts)
    }

    @Test("BadRequest has every violation, in order")
    func badRequest() throws {
        let violations = [
            FieldViolation(field: "amount", message: "must be more than zero"),
            FieldViolation(field: "data[2].id", message: "must be given"),
        ]
        let status = Status(.invalidRequest(violations))
        let request = try #require(try details(status, "google.rpc.BadRequest").first)
        let read = request.messages("field_violations").map { FieldViolation(field: $0.string("field"), message: $0.string("description")) }
        #expect(read == violations)
    }

    @Test("What is wrong with the message as a whole names no field")
    func noField() throws {
        let status = Status(.invalidRequest([FieldViolation(field: "", message: "has a field 50, which this contract does not know")]))
        #expect(status.message == "The request was refused before anything was sent: has a field 50, which this contract does not know")
        let info = try #require(try details(status, "google.rpc.ErrorInfo").first)
        #expect(info.messages("metadata").isEmpty)
        let request = try #require(try details(status, "google.rpc.BadRequest").first)
        #expect(request.messages("field_violations").map { $0.string("field") } == [""])
    }

    @Test("RetryInfo has the delay to the nanosecond", arguments: [
        (Duration.seconds(7), Int64(7), Int64(0)), (.milliseconds(1_250), 1, 250_000_000), (.nanoseconds(1), 0, 1), (.zero, 0, 0),
        (.nanoseconds(Int64.max), 9_223_372_036, 854_775_807),
    ])
    func retryInfo(delay: Duration, seconds: Int64, nanoseconds: Int64) throws {
        let status = Status(RPCError(.unavailable, reason: "WHY", message: "later", retryDelay: delay))
        let read = try #require(try details(status, "google.rpc.RetryInfo").first?.message("retry_delay"))
        #expect(read.integer("seconds") == seconds)
        #expect(read.integer("nanos") == nanoseconds)
    }

    @Test("A NUL in what somebody wrote is left out, and stops nothing")
    func nul() throws {
        var error = RPCError(.unknown, reason: "WHY", message: "said", metadata: ["oy_message": "a\0b"])
        error.violations = [FieldViolation(field: "x\0", message: "\0y")]
        let status = Status(error)
        #expect(try details(status, "google.rpc.ErrorInfo").first?.messages("metadata").first?.string("value") == "ab")
        let violation = try #require(try details(status, "google.rpc.BadRequest").first?.messages("field_violations").first)
        #expect(violation.string("field") == "x")
        #expect(violation.string("description") == "y")
    }
}
