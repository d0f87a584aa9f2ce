import Contract
import Testing

@testable import Upstream

/// Whether an answer shows to which call it is.
@Suite struct NamingTests {
    private func isNamed(_ body: String, by name: String? = "pay-1") -> Bool {
        HTTPCall(verb: .post, target: "/", nameInAnswer: name).isNamed(in: Array(body.utf8))
    }

    @Test(arguments: [#"{"partner_trx_id":"pay-1"}"#, #"{"note":"pay-12","partner_trx_id": "pay-1" , "a":1}"#, #""pay-1""#])
    func theNameAsAString(body: String) {
        #expect(isNamed(body))
    }

    @Test(arguments: [
        "", "{}", "pay-1", "\"pay-1", "pay-1\"", #"{"partner_trx_id":"pay-12"}"#, #"{"partner_trx_id":"my pay-1"}"#,
        #"{"partner_trx_id":"pay-"#, #"{"partner_trx_id":"PAY-1"}"#, "\"pay-pay-1\"",
    ])
    func anythingElseIsNone(body: String) {
        #expect(!isNamed(body))
    }

    @Test func aCallWithoutANameAsksForNone() {
        #expect(isNamed("{}", by: nil))
        #expect(!isNamed(#""""#, by: ""), "an empty name is never shown")
    }
}
