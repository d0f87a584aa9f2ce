import Contract
import Foundation
@testable import Gateway
import Logging
import Testing

@testable import OYDaemon

/// What an operator reads of calls: who, what, how it ended; never what was in it.
@Suite struct CallLogTests {
    /// What the logger was told; the lines of calls do not go through it.
    private let log = CapturedLog()
    private let written: WrittenLog

    init() throws {
        written = try WrittenLog()
    }

    private func callLog(_ level: Logger.Level = .debug) -> CallLog {
        CallLog(logger: log.logger(level), format: .json, output: written.output)
    }

    private func record(
        _ method: String = "GetBalance", _ result: RPCCode = .ok, reason: String = "", caller: String? = "payroll"
    ) throws -> CallRecord {
        let endpoint = try #require(EndpointTable().all.first { $0.method == method })
        var request = Message(endpoint.request)
        if method == "Remit" { request.set("recipient_account", to: "1234567890") }
        return CallRecord(
            peer: Peer(uid: 7, gid: 8, pid: 9), caller: caller, method: endpoint.fullName, endpoint: endpoint, request: request,
            result: result == .ok ? .success(Message(endpoint.response)) : .failure(RPCError(result, reason: reason, message: "secret words")),
            oyCode: "208", attempts: 2, duration: .milliseconds(15))
    }

    @Test func `a call that succeeded`() throws {
        callLog().callEnded(try record())
        var line = try #require(try written.lines().first)
        #expect(line.removeValue(forKey: "time")?.hasSuffix("Z") == true)
        #expect(
            line == [
                "level": "info", "message": "Call ended", "method": "oy.v1.DisbursementService/GetBalance",
                "caller": "payroll", "uid": "7", "pid": "9", "attempts": "2", "milliseconds": "15", "oy_code": "208",
                "code": "OK",
            ])
    }

    @Test func `the state of a payout that was asked for`() throws {
        var record = try record("Remit")
        var answer = Message(try #require(record.endpoint).response)
        answer.set("state", to: PayoutState.unknown.number)
        record.result = .success(answer)
        callLog().callEnded(record)
        #expect(try written.lines().first?["state"] == "UNKNOWN")
    }

    @Test(arguments: RPCCode.allCases)
    func `what only the caller can mend is a warning, what the operator should know an error`(code: RPCCode) async throws {
        guard code != .ok else { return }
        callLog().callEnded(try record("GetBalance", code, reason: "WHY"))
        // At once: only what went well waits for others.
        let lines = try await written.read { $0.hasSuffix("\n") }
        let line = try JSONDecoder().decode([String: String].self, from: Data(lines.utf8))
        let isOperators = [.unavailable, .unknown, .aborted, .internal, .dataLoss].contains(code)
        #expect(line["level"] == (isOperators ? "error" : "warning"))
        #expect(line["code"] == code.name)
        #expect(line["reason"] == "WHY")
        #expect(!lines.contains("secret words"))
    }

    @Test func `nothing of what was asked for is in it`() async throws {
        callLog().callEnded(try record("Remit", .unavailable, reason: "X"))
        let lines = try await written.read { $0.hasSuffix("\n") }
        #expect(lines.contains("DisbursementService/Remit"))
        #expect(!"\(lines)\(log.lines)".contains("1234567890"))
    }

    @Test func `a peer that nobody configured is unknown`() throws {
        callLog().callEnded(try record("GetBalance", .permissionDenied, caller: nil))
        let line = try #require(try written.lines().first)
        #expect(line["caller"] == "unknown")
        // What the configuration would know it by.
        #expect(line["gid"] == "8")
        #expect(line["program"] == "unknown")
    }

    @Test func `of a request that says what it must not, the field`() throws {
        var record = try record("Remit")
        record.result = .failure(.invalidRequest([FieldViolation(field: "amount", message: "secret words")]))
        callLog().callEnded(record)
        #expect(try written.lines().first?["field"] == "amount")
        #expect(try written.lines().first?["gid"] == nil)
    }

    @Test func `an entry that could not be written`() throws {
        callLog().auditFailed(try record(), .unavailable(detail: "disk full"))
        #expect(log.lines.first?.level == .critical)
        #expect(log.lines.first?.metadata["caller"] == "payroll")
    }
}
