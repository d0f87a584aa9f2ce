import Contract
import Testing

@testable import Gateway

/// Each state and each refusal of a payout, as the caller hears it.
@Suite struct PayoutErrorTests {
    private func payout(_ state: PayoutState, code: String? = nil, http: Int = 200, by person: String? = nil) -> Payout {
        var payout = PayoutMachine.resting(in: state).payout
        payout.oyCode = code
        payout.oyMessage = code.map { "said \($0)" }
        payout.oyHTTPStatus = http
        payout.decidedBy = person
        return payout
    }

    @Test("A state that is no refusal is an answer", arguments: [
        PayoutState.recorded, .unknown, .inProgress, .awaitingApproval, .completed,
    ])
    func answers(state: PayoutState) {
        #expect(RPCError(payout(state)) == nil)
    }

    @Test("A final state that is not COMPLETED is an error with OY!'s code", arguments: [
        (PayoutState.rejected, "209", RPCCode.notFound, "BANK_ACCOUNT_NOT_FOUND"),
        (.rejected, "206", .failedPrecondition, "BALANCE_NOT_ENOUGH"),
        (.rejected, "203", .alreadyExists, "DUPLICATE_PARTNER_TRX_ID"),
        (.rejected, "212", .outOfRange, "AMOUNT_BELOW_MINIMUM"),
        (.rejected, "207", .failedPrecondition, "UPSTREAM_CREDENTIALS_REJECTED"),
        (.failed, "300", .failedPrecondition, "DISBURSEMENT_FAILED"),
        (.failed, "205", .invalidArgument, "BANK_CODE_NOT_SUPPORTED"),
        (.failed, "215", .outOfRange, "AMOUNT_ABOVE_TRANSACTION_MAXIMUM"),
    ])
    func refused(state: PayoutState, code: String, rpc: RPCCode, reason: String) throws {
        let error = try #require(RPCError(payout(state, code: code)))
        #expect(error.code == rpc)
        #expect(error.reason == reason)
        #expect(error.metadata["oy_code"] == code)
        #expect(error.metadata["oy_message"] == "said \(code)")
        #expect(error.metadata["partner_trx_id"] == "pay-1")
        #expect(error.metadata["state"] == state.rawValue)
        #expect(error.metadata["attempts"] == "1")
        #expect(error.metadata["not_paid"] == (code == "203" ? nil : "true"), "OY! has a payout of the name of a 203")
    }

    @Test("Of a name that OY! has already the message says not to pay under another")
    func nameWasTaken() throws {
        let error = try #require(RPCError(payout(.rejected, code: "203")))
        #expect(error.message.contains("may be paid. Do not pay it under another id"))
    }

    @Test("Only of a payout that has ended it is said that it was not paid", arguments: refusals)
    func silence(refusal: PayoutRefusal, code: RPCCode, reason: String) {
        #expect(RPCError(refusal, partnerTrxID: "pay-1", at: second(10)).metadata["not_paid"] == nil)
        #expect(RPCError(.notPossible(.cancel, in: .rejected), partnerTrxID: "pay-1", at: second(10)).metadata["not_paid"] == nil)
    }

    @Test("HTTP 401 without a code: the credentials")
    func credentials() throws {
        let error = try #require(RPCError(payout(.rejected, http: 401)))
        #expect(error.reason == "UPSTREAM_CREDENTIALS_REJECTED")
        #expect(error.metadata["http_status"] == "401")
    }

    @Test("An operator's word and OY!'s are told apart, whoever had decided before", arguments: [
        (PayoutState.failed, nil as String?, "PAYOUT_NOT_PAID"), (.failed, "999", "PAYOUT_NOT_PAID"),
        (.failed, "101", "PAYOUT_NOT_PAID"), (.failed, "204", "PAYOUT_NOT_PAID"), (.failed, "300", "DISBURSEMENT_FAILED"),
        (.failed, "209", "BANK_ACCOUNT_NOT_FOUND"), (.rejected, "209", "BANK_ACCOUNT_NOT_FOUND"),
    ])
    func operators(state: PayoutState, code: String?, reason: String) {
        #expect(RPCError(payout(state, code: code, by: "ops"))?.reason == reason)
    }

    @Test("A cancelled payout says why")
    func cancelled() throws {
        let error = try #require(RPCError(payout(.cancelled)))
        #expect(error.code == .failedPrecondition)
        #expect(error.reason == "PAYOUT_CANCELLED")
        #expect(error.metadata["cancel_reason"]?.isEmpty == false)
    }

    static let refusals: [(PayoutRefusal, RPCCode, String)] = [
        (.idReused, .alreadyExists, "PAYOUT_ID_REUSED"),
        (.callerRenamed(from: "payroll"), .alreadyExists, "PAYOUT_ID_REUSED"),
        (.notFound, .notFound, "PAYOUT_NOT_FOUND"),
        (.notPossible(.cancel, in: .unknown), .failedPrecondition, "PAYOUT_DECISION_NOT_POSSIBLE"),
        (.notInTime(.approve), .failedPrecondition, "PAYOUT_DECISION_NOT_POSSIBLE"),
        (.notSettled(until: second(60)), .failedPrecondition, "PAYOUT_NOT_SETTLED"),
        (.reasonMissing, .invalidArgument, "INVALID_REQUEST"),
        (.dayLimitReached(DaySums()), .resourceExhausted, "DAILY_LIMIT_REACHED"),
        (.ledgerUnavailable, .unavailable, "LEDGER_UNAVAILABLE"),
        (.ledgerOverloaded, .resourceExhausted, "LEDGER_OVERLOADED"),
        (.stillRecording, .unavailable, "PAYOUT_STILL_RECORDING"),
        (.stillDeciding, .unavailable, "DECISION_STILL_PENDING"),
        (.upstreamUnavailable, .unavailable, "UPSTREAM_UNAVAILABLE"),
        (.notSending, .unavailable, "PAYOUTS_STOPPED"),
        (.overloaded, .resourceExhausted, "TOO_MANY_PAYOUTS_IN_FLIGHT"),
        (.tooManyWaits, .resourceExhausted, "TOO_MANY_WAITS"),
        (.tooManyDecisions, .resourceExhausted, "TOO_MANY_DECISIONS"),
        (.shuttingDown, .unavailable, "SHUTTING_DOWN"),
    ]

    @Test("Each refusal has its code and reason, and names the payout", arguments: refusals)
    func refusal(refusal: PayoutRefusal, code: RPCCode, reason: String) {
        let error = RPCError(refusal, partnerTrxID: "pay-1", at: second(10))
        #expect(error.code == code)
        #expect(error.reason == reason)
        #expect(error.domain == .gateway)
        #expect(error.metadata["partner_trx_id"] == "pay-1")
    }

    @Test("What settles later says when, and never a time that has passed")
    func settling() {
        let refusal = PayoutRefusal.notSettled(until: second(60))
        #expect(RPCError(refusal, partnerTrxID: "pay-1", at: second(10)).retryDelay == .seconds(50))
        #expect(RPCError(refusal, partnerTrxID: "pay-1", at: second(70)).retryDelay == .zero)
    }
}
