import Contract
import Testing
import TTRPC

/// The table of docs/errors.md, code by code: OY! answers with it, and the caller gets what the table says.
@Suite(.serialized, .stage, .showsPrograms)
struct CodeOutcomeTests: StagedSuite {
    @Test(arguments: Outcome.ofRead)
    func `a read`(_ outcome: Outcome) async throws {
        try await expect(outcome, of: .balance)
    }

    @Test(arguments: Outcome.ofRead)
    func `an inquiry`(_ outcome: Outcome) async throws {
        try await expect(outcome, of: .inquiry)
    }

    @Test(arguments: Outcome.ofRemitStatus)
    func `a query for a payout's state`(_ outcome: Outcome) async throws {
        try await expect(outcome, of: .remitStatus)
    }

    @Test(arguments: Outcome.ofKYC)
    func `a verification`(_ outcome: Outcome) async throws {
        try await expect(outcome, of: .phoneNumber)
    }

    @Test(arguments: Outcome.ofCreation)
    func `a creation`(_ outcome: Outcome) async throws {
        try await expect(outcome, of: .creation)
    }

    @Test(arguments: Outcome.ofRead)
    func `a change that may be repeated`(_ outcome: Outcome) async throws {
        try await expect(outcome, of: .update)
    }

    private func expect(_ outcome: Outcome, of call: SampleCall) async throws {
        if outcome.attempts > 1 { try await gateway.earnRetries() }
        try await control.forgetRequests()
        try await control.answer(call.path, call.answer(code: outcome.code, message: outcome.words), count: 4)
        switch outcome.ending {
        case .success:
            let answer = try await gateway.call(call.rpc, call.request)
            #expect(answer.message("status")?.string("code") == outcome.code)
            #expect(answer.message("status")?.string("message") == outcome.words)
        case .error(let code, let reason, let domain):
            let error = try await gateway.refusal(call.rpc, call.request)
            #expect(error.code == code)
            #expect(error.reason == reason)
            #expect(error.domain == domain)
            #expect(error.metadata["oy_code"] == outcome.code)
            #expect(error.metadata["oy_message"] == outcome.words)
        }
        let requests = try await control.requests()
        #expect(requests.count == outcome.attempts)
        try await control.removeFaults()
    }
}

extension Outcome {
    /// How often OY! is asked when it answers so every time.
    fileprivate var attempts: Int {
        switch ending {
        case .success: 1
        case .error(let code, _, _): [.resourceExhausted, .unavailable].contains(code) ? 4 : 1
        }
    }
}
