import Contract
import Testing

@testable import Gateway

/// HTTP status × body: what an answer means.
@Suite struct AnswerReadingTests {
    private func kind(_ outcome: AttemptOutcome, _ method: String) throws -> String {
        guard case .answered(let answer) = outcome else { return "no answer" }
        switch AnswerReading(answer, to: try endpoint(method)) {
        case .success: return "success"
        case .refused(let error): return "refused \(error.reason)"
        case .tooManyRequests: return "come again"
        // The words after the member's name are the contract's own.
        case .uncertain(let cause, _, _): return "uncertain \(cause.prefix { $0 != ":" })"
        }
    }

    @Test("Rule 2: what names another payout, or none and may be another's, is no answer; a failure stays the failure that it is", arguments: [
        (204, 200, #""partner_trx_id":"pay-1""#, false, "refused PARTNER_TRX_ID_NOT_FOUND"), (204, 200, "", true, "refused PARTNER_TRX_ID_NOT_FOUND"),
        (204, 200, "", false, "uncertain answer_stands_not_alone"),
        (204, 200, #""partner_trx_id":"pay-2""#, true, "uncertain answer_names_another_payout"), (999, 503, "", false, "uncertain http_503"),
    ])
    func aboutAPayout(code: Int, http: Int, members: String, standsAlone: Bool, expected: String) throws {
        guard case .answered(var answer) = AttemptOutcome.said(String(code), members, http: http) else { return }
        answer.standsAlone = standsAlone
        let reading = AnswerReading(answer, to: try endpoint("GetRemitStatus"), about: "pay-1")
        switch reading {
        case .refused(let error): #expect("refused \(error.reason)" == expected)
        case .uncertain(let cause, let status, _):
            #expect("uncertain \(cause)" == expected)
            #expect((status?.code == "999") == (http == 503))
        case .success, .tooManyRequests: Issue.record("\(reading)")
        }
    }

    @Test("What has another virtual account's id is no answer, whatever its code; a number proves nothing of an id that is none", arguments: [
        ("va-1", #""va-1""#, true), ("va-1", #""""#, true), ("va-1", #""VA-1""#, true), ("va-1", "17", true), ("17", "17", true),
        ("va-1", #""va-2""#, false), ("va-1", #""va-12""#, false), ("17", "18", false), ("17", #""va-1""#, false),
    ])
    func aboutAVirtualAccount(asked: String, named: String, isBelieved: Bool) throws {
        for (code, cause) in [("000", "success"), ("214", "VIRTUAL_ACCOUNT_NOT_GENERATED")] {
            let members = #""id":\#(named),"data":[],"number_of_transaction":0"#
            guard case .answered(let answer) = AttemptOutcome.said(code, members) else { return }
            let heard =
                switch AnswerReading(answer, to: try endpoint("ListVirtualAccountTransactions"), of: asked) {
                case .success: "success"
                case .refused(let error): error.reason
                case .uncertain(let cause, _, _): cause
                case .tooManyRequests: "come again"
                }
            #expect(heard == (isBelieved ? cause : "answer_names_another_virtual_account"))
        }
    }

    @Test("An answer to GetBalance", arguments: [
        (AttemptOutcome.said("000", #""balance":100000"#), "success"),
        (.said("000", #""balance":"100000.0000""#), "success"),
        (.said("000", #""balance":0"#), "success"),
        (.said("000"), "uncertain answer_lacks balance"),
        (.said("000", #""balance":null"#), "uncertain answer_lacks balance"),
        (.said("000", #""balance":1.5"#), "uncertain answer_unreadable balance"),
        (.text(#"{"balance":100000}"#), "uncertain answer_unreadable"),
        (.text(#"{"status":{"code":"000","message":"x"},"balance":1"#), "uncertain answer_unreadable"),
        (.text(#"{"status":{"code":""},"balance":1}"#), "uncertain answer_unreadable"),
        (.text(#"{"status":{"code":"209\u0000"},"balance":1}"#), "uncertain answer_unreadable"),
        (.text(""), "uncertain answer_unreadable"),
        (.text("<html></html>"), "uncertain answer_unreadable"),
        (.text("[]"), "uncertain answer_unreadable"),
        (.said("209"), "refused BANK_ACCOUNT_NOT_FOUND"),
        (.said("201"), "refused UPSTREAM_CREDENTIALS_REJECTED"),
        (.said("429"), "come again"),
        (.said("999"), "uncertain oy_999"),
        (.said("504"), "uncertain oy_504"),
        (.said("777"), "refused UPSTREAM_CODE_UNKNOWN"),
        // Not 200: OY!'s own code decides where there is one, but a success must be 2xx.
        (.said("000", #""balance":100000"#, http: 201), "success"),
        (.said("000", #""balance":100000"#, http: 404), "refused UPSTREAM_CODE_UNKNOWN"),
        (.said("209", http: 404), "refused BANK_ACCOUNT_NOT_FOUND"),
        (.said("209", http: 400), "refused BANK_ACCOUNT_NOT_FOUND"),
        (.text("<html></html>", http: 404), "refused UPSTREAM_CODE_UNKNOWN"),
        (.text("", http: 302), "refused UPSTREAM_CODE_UNKNOWN"),
        (.said("000", #""balance":100000"#, http: 401), "refused UPSTREAM_CREDENTIALS_REJECTED"),
        (.text("", http: 403), "refused UPSTREAM_CREDENTIALS_REJECTED"),
        (.text("slow down", http: 429), "come again"),
        (.said("000", #""balance":100000"#, http: 429), "come again"),
        // From 500 on nothing is believed, whatever the body says.
        (.said("000", #""balance":100000"#, http: 500), "uncertain http_500"),
        (.said("209", http: 502), "uncertain http_502"),
        (.text("", http: 599), "uncertain http_599"),
    ])
    func balance(outcome: AttemptOutcome, expected: String) throws {
        #expect(try kind(outcome, "GetBalance") == expected)
    }

    @Test("A verdict on a person and a payout's bad state are answers", arguments: [
        ("VerifyPhoneNumber", "002", "success"), ("VerifyPhoneNumber", "006", "success"),
        ("VerifyPhoneNumber", "001", "refused KYC_DATA_NOT_VALID"),
        ("GetRemitStatus", "300", "success"), ("GetRemitStatus", "209", "success"),
        ("GetRemitStatus", "204", "refused PARTNER_TRX_ID_NOT_FOUND"),
        ("GetRemitStatus", "201", "refused UPSTREAM_CREDENTIALS_REJECTED"),
        ("GetRemitStatus", "429", "come again"),
    ])
    func vocabularies(method: String, code: String, expected: String) throws {
        #expect(try kind(.said(code), method) == expected)
    }

    @Test("Every state that GetRemitStatus succeeds with is one that the payout rules know, and the other way round")
    func statesAgree() throws {
        let endpoint = try endpoint("GetRemitStatus")
        for number in 0...999 {
            let code = String(repeating: "0", count: 3 - String(number).count) + String(number)
            for http in [200, 400, 401, 404, 422, 429] {
                let verdict = StatusVerdict(OYWord(code: code, httpStatus: http))
                let isState = [.completed, .inProgress, .failed].contains(verdict)
                guard case .answered(let answer) = AttemptOutcome.said(code, #""partner_trx_id":"pay-1""#, http: http) else {
                    Issue.record("no answer")
                    return
                }
                let isAnswer = if case .success = AnswerReading(answer, to: endpoint, about: "pay-1") { true } else { false }
                #expect(isAnswer == isState, "\(code) HTTP \(http)")
            }
        }
    }
}
