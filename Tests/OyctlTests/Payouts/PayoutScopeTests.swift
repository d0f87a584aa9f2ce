import Contract
import Testing

@testable import oyctl

/// Whose payouts a caller is told that it sees.
@Suite struct PayoutScopeTests {
    private func scope(_ who: String) throws -> PayoutScope {
        PayoutScope(try Message(json: Array(who.utf8), as: try #require(MessageSchema.named("oy.v1.WhoAmIResponse"))))
    }

    @Test func `a role sees all, others their own`() throws {
        #expect(try scope(#"{"name":"finance","role":"auditor"}"#) == .all)
        #expect(try scope(#"{"name":"payroll"}"#) == .own("payroll"))
        #expect(PayoutScope(nil) == .untold)
    }

    @Test(arguments: [
        (PayoutScope.all, ""), (.own("payroll"), "Only payouts of payroll were looked at: a caller without a role sees no others.\n"),
        (.untold, "Unless the caller has a role, only its own payouts were looked at. (WhoAmI tells, which it may not call.)\n"),
        (.nobodys("pay\u{1B}rol"), "There is no payout of a caller named pay\\u001brol, of whatever day and in whatever state.\n"),
    ])
    func `what is not all is said`(scope: PayoutScope, note: String) {
        #expect(scope.note == note)
    }
}
