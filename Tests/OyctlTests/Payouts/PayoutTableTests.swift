import ArgumentParser
import Contract
import Testing

@testable import oyctl

/// Payouts as an approver reads them.
@Suite struct PayoutTableTests {
    private func lines(_ payouts: String...) throws -> [String] {
        let schema = try #require(MessageSchema.named("oy.v1.Payout"))
        return PayoutTable.lines(try payouts.map { try Message(json: Array($0.utf8), as: schema) })
    }

    /// What stands behind the time.
    private func note(_ members: String) throws -> String {
        let created = "2026-11-26T09:12:33.123Z"
        let json = #"{"partner_trx_id":"A","recipient_bank":"014","recipient_account":"1","created_at":"\#(created)",\#(members)}"#
        let line = try lines(json)[1]
        return String(line.split(separator: "09:12", maxSplits: 1, omittingEmptySubsequences: false)[1].drop { $0 == " " })
    }

    @Test func `a line for each`() throws {
        let lines = try lines(
            """
            {"partner_trx_id":"A-1","state":"COMPLETED","amount":4000000,"recipient_bank":"014","recipient_account":"1239812390",
             "caller":"payroll","created_at":"2026-11-26T09:12:33.123Z"}
            """,
            """
            {"partner_trx_id":"invoice-4711","state":"AWAITING_APPROVAL","amount":500,"recipient_bank":"008","recipient_account":"12",
             "caller":"refunds","created_at":"2026-11-25T09:12:33.123Z","next_action_at":"2026-11-26T09:12:33.123Z"}
            """)
        #expect(lines == [
            "ID            STATE                    AMOUNT  TO              CALLER   CREATED (UTC)     NOTE",
            "A-1           COMPLETED          Rp 4.000.000  014 1239812390  payroll  2026-11-26 09:12",
            "invoice-4711  AWAITING_APPROVAL        Rp 500  008 12          refunds  2026-11-25 09:12  until 2026-11-26 09:12",
        ])
    }

    @Test(arguments: [
        (#""state":"CANCELLED","decided_by":"chief","reason":"paid in March""#, "chief: paid in March"),
        (#""state":"CANCELLED","reason":"not approved in time""#, "not approved in time"),
        (#""state":"REJECTED","status":{"code":"205","message":"Beneficiary bank not found"}"#, "OY! 205 Beneficiary bank not found"),
        (#""state":"COMPLETED","status":{"code":"000","message":"Success"}"#, ""),
        (#""state":"FAILED","decided_by":"ops","reason":"ticket 815","lives_on_since":"2026-11-26T10:00:00.000Z""#,
            "may be paid: OY! has it since 2026-11-26 10:00; ops: ticket 815"),
        (#""state":"REJECTED","status":{"code":"203","message":"Duplicate"}"#,
            "may be paid: OY! has one of this id from elsewhere; OY! 203 Duplicate"),
        (#""state":"REJECTED","status":{"code":"203","message":"Duplicate"},"lives_on_since":"2026-11-26T10:00:00.000Z""#,
            "may be paid: OY! has it since 2026-11-26 10:00; OY! 203 Duplicate"),
        (#""state":"FAILED","status":{"code":"203","message":"Duplicate"}"#, "OY! 203 Duplicate"),
        (#""state":"UNKNOWN","next_action_at":"2026-11-26T10:00:00.000Z""#, ""),
    ])
    func `a note tells what a person must know besides`(members: String, expected: String) throws {
        #expect(try note(members) == expected)
    }

    @Test func `a long note is cut`() throws {
        let note = try note(#""state":"CANCELLED","decided_by":"chief","reason":"\#(String(repeating: "x", count: 200))""#)
        #expect(note.hasPrefix("chief: xxx") && note.hasSuffix("x…") && note.columns == 80)
    }

    /// Attack: a service pays to a bank whose name ends in another account, so that an approver reads that one.
    @Test(arguments: [
        ("014 9999999999", "1", #""014 9999999999" 1"#), ("014", "", #"014 """#), ("01\u{661}", "1", "\"01\u{661}\" 1"),
        ("014\" \"9", "1", #""014\" \"9" 1"#), ("014\n", "1\u{202E}2", #""014\u000a" "1\u202e2""#),
    ])
    func `what is no plain bank or account stands in quotes`(bank: String, account: String, shown: String) throws {
        let schema = try #require(MessageSchema.named("oy.v1.Payout"))
        var payout = Message(schema)
        payout.set("recipient_bank", to: bank)
        payout.set("recipient_account", to: account)
        #expect(PayoutTable.lines([payout])[1].contains("  \(shown)"), "\(PayoutTable.lines([payout]))")
    }

    @Test(arguments: [
        (["list"], true, true), (["list"], false, false), (["list", "--table"], false, true), (["list", "--json"], true, false),
        (["list", "--compact"], true, false),
    ])
    func `people get a table, and programs JSON`(arguments: [String], isTerminal: Bool, isTable: Bool) throws {
        let command = try #require(try PayoutsCommand.parseAsRoot(arguments) as? ListPayoutsCommand)
        #expect(command.form.isTable(isCompact: command.options.compact, isTerminal: isTerminal) == isTable)
    }
}
