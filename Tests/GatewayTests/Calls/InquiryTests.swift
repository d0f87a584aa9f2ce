import Contract
import Testing

@testable import Gateway

/// An inquiry's answer must be about the account that was asked about; the account is compared as that of a payout is.
@Suite struct InquiryTests {
    @Test(arguments: [
        ("014", "1239812390", true), ("", "", true), ("014", "******2390", true), ("014", "621239812390", true), ("014", "01239812390", true),
        ("014", "1239812391", false), ("014", "9999999999", false), ("14", "1239812390", false), ("008", "1239812390", false),
    ])
    func answerAbout(bank: String, account: String, isBelieved: Bool) throws {
        let endpoint = try endpoint("InquireAccount")
        let request = try message(#"{"recipient_bank":"014","recipient_account":"01239812390"}"#, as: endpoint.request)
        let answer = try message(
            #"{"recipient_bank":"\#(bank)","recipient_account":"\#(account)","recipient_name":"Ani"}"#, as: endpoint.response)
        let end = CallEnd(result: .success(answer), attempts: 1).naming(accountOf: request)
        #expect((try? end.result.get()) == (isBelieved ? answer : nil))
        if !isBelieved { #expect(end.error?.reason == "UPSTREAM_UNAVAILABLE") }
    }
}
