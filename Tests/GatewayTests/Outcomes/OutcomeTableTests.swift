import Contract
import Gateway
import Testing

/// Every code of docs/errors.md, in each vocabulary.
@Suite struct OutcomeTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let code: String
        let meaning: CodeMeaning
        var testDescription: String { code }
    }

    static let standardRows: [Row] = [
        Row(code: "000", meaning: .success), Row(code: "101", meaning: .success),
        Row(code: "102", meaning: .success), Row(code: "301", meaning: .success),
        Row(code: "201", meaning: .credentialsRejected), Row(code: "202", meaning: .credentialsRejected),
        Row(code: "207", meaning: .credentialsRejected), Row(code: "208", meaning: .credentialsRejected),
        Row(code: "203", meaning: .refusal(.alreadyExists, reason: "DUPLICATE_PARTNER_TRX_ID")),
        Row(code: "217", meaning: .refusal(.alreadyExists, reason: "VIRTUAL_ACCOUNT_STILL_ACTIVE")),
        Row(code: "204", meaning: .refusal(.notFound, reason: "PARTNER_TRX_ID_NOT_FOUND")),
        Row(code: "209", meaning: .refusal(.notFound, reason: "BANK_ACCOUNT_NOT_FOUND")),
        Row(code: "205", meaning: .refusal(.invalidArgument, reason: "BANK_CODE_NOT_SUPPORTED")),
        Row(code: "210", meaning: .refusal(.invalidArgument, reason: "AMOUNT_NOT_VALID")),
        Row(code: "211", meaning: .refusal(.invalidArgument, reason: "BANK_CODE_NOT_AVAILABLE")),
        Row(code: "216", meaning: .refusal(.invalidArgument, reason: "VIRTUAL_ACCOUNT_ID_EMPTY")),
        Row(code: "990", meaning: .refusal(.invalidArgument, reason: "REQUEST_PARAMETER_NOT_VALID")),
        Row(code: "212", meaning: .refusal(.outOfRange, reason: "AMOUNT_BELOW_MINIMUM")),
        Row(code: "213", meaning: .refusal(.outOfRange, reason: "AMOUNT_ABOVE_MAXIMUM")),
        Row(code: "215", meaning: .refusal(.outOfRange, reason: "AMOUNT_ABOVE_TRANSACTION_MAXIMUM")),
        Row(code: "206", meaning: .refusal(.failedPrecondition, reason: "BALANCE_NOT_ENOUGH")),
        Row(code: "214", meaning: .refusal(.failedPrecondition, reason: "VIRTUAL_ACCOUNT_NOT_GENERATED")),
        Row(code: "300", meaning: .refusal(.failedPrecondition, reason: "DISBURSEMENT_FAILED")),
        Row(code: "429", meaning: .tooManyRequests),
        Row(code: "999", meaning: .outcomeUnknown), Row(code: "504", meaning: .outcomeUnknown),
        Row(code: "225", meaning: .unlisted), Row(code: "232", meaning: .unlisted),
        Row(code: "257", meaning: .unlisted), Row(code: "264", meaning: .unlisted),
        Row(code: "900", meaning: .unlisted), Row(code: "001", meaning: .unlisted),
        Row(code: "0", meaning: .unlisted), Row(code: "", meaning: .unlisted),
    ]

    @Test(arguments: standardRows)
    func `the documented table, code by code`(row: Row) {
        #expect(OutcomeTable.meaning(of: row.code, in: .standard) == row.meaning)
    }

    @Test(arguments: ["000", "101", "102", "301"])
    func `a payout's state is an answer`(code: String) {
        #expect(OutcomeTable.meaning(of: code, in: .payoutStatus) == .success)
    }

    @Test(arguments: ["300", "205", "206", "209", "210", "211", "215"])
    func `a bad one, too`(code: String) {
        #expect(OutcomeTable.meaning(of: code, in: .payoutStatus) == .negativeAnswer)
    }

    @Test func `of a payout's status only 204 is NOT_FOUND`() {
        #expect(
            OutcomeTable.meaning(of: "204", in: .payoutStatus)
                == .refusal(.notFound, reason: "PARTNER_TRX_ID_NOT_FOUND"))
    }

    @Test(arguments: ["201", "202", "207", "208"])
    func `a refused query says nothing about the payout`(code: String) {
        #expect(OutcomeTable.meaning(of: code, in: .payoutStatus) == .credentialsRejected)
    }

    @Test(arguments: ["203", "212", "213", "214", "216", "217", "225", "257"])
    func `codes that have no meaning for a payout conclude nothing`(code: String) {
        #expect(OutcomeTable.meaning(of: code, in: .payoutStatus) == .unlisted)
    }

    @Test(arguments: ["002", "003", "004", "005", "006"])
    func `a verdict against the person is an answer`(code: String) {
        #expect(OutcomeTable.meaning(of: code, in: .kyc) == .negativeAnswer)
    }

    @Test func `a person who is confirmed`() {
        #expect(OutcomeTable.meaning(of: "000", in: .kyc) == .success)
    }

    @Test func `data that KYC cannot read are the caller's fault`() {
        #expect(
            OutcomeTable.meaning(of: "001", in: .kyc) == .refusal(.invalidArgument, reason: "KYC_DATA_NOT_VALID"))
    }
}
