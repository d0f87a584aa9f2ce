import Contract
import Testing

@testable import oyctl

/// What an export says of the payouts in it, beside each by itself.
@Suite struct PayoutTotalsTests {
    private func text(_ payouts: String...) throws -> [String] {
        var totals = PayoutTotals()
        let schema = try #require(MessageSchema.named("oy.v1.Payout"))
        for json in payouts { totals.add(try Message(json: Array(json.utf8), as: schema)) }
        return totals.text.split(separator: "\n").map(String.init)
    }

    @Test func `what an operator recorded as paid is told from what OY! said`() throws {
        let lines = try text(
            #"{"partner_trx_id":"a","state":"COMPLETED","amount":200000,"status":{"code":"000"}}"#,
            #"{"partner_trx_id":"b","state":"COMPLETED","amount":900000,"status":{"code":"999"},"decided_by":"ops"}"#,
            #"{"partner_trx_id":"c","state":"COMPLETED","amount":1500000,"decided_by":"ops"}"#,
            #"{"partner_trx_id":"d","state":"FAILED","amount":7,"status":{"code":"999"},"decided_by":"ops"}"#)
        #expect(lines == [
            "COMPLETED: 3, Rp 2.600.000", "FAILED: 1, Rp 7", "payouts: 4",
            "of COMPLETED, recorded by an operator (decided_by): 2, Rp 2.400.000: b, c",
        ])
    }

    @Test func `of many the first ten are named`() throws {
        let payouts = (0..<12).map { #"{"partner_trx_id":"p\#($0)","state":"CANCELLED","amount":1,"lives_on_since":"2026-11-27T00:00:00Z"}"# }
        var totals = PayoutTotals()
        let schema = try #require(MessageSchema.named("oy.v1.Payout"))
        for json in payouts { totals.add(try Message(json: Array(json.utf8), as: schema)) }
        #expect(totals.text.hasSuffix("(lives_on_since, or code 203): 12, Rp 12: p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, …\n"))
    }

    @Test func `what was refused as one that OY! has already may be paid`() throws {
        let lines = try text(
            #"{"partner_trx_id":"a","state":"REJECTED","amount":5,"status":{"code":"203"}}"#,
            #"{"partner_trx_id":"b","state":"REJECTED","amount":7,"status":{"code":"205"}}"#,
            #"{"partner_trx_id":"c","state":"FAILED","amount":11,"status":{"code":"300"},"lives_on_since":"2026-11-27T00:00:00Z"}"#)
        #expect(lines.last == "Warning: may be paid all the same, ask OY! (lives_on_since, or code 203): 2, Rp 16: a, c", "\(lines)")
    }

    @Test(arguments: [
        (false, false, ""), (true, false, "Of this part only:\n"), (false, true, "Up to here:\n"), (true, true, "Of this part only, up to here:\n"),
    ])
    func `totals of a part say so`(isPart: Bool, isCutShort: Bool, heading: String) {
        #expect(PayoutTotals.heading(isPart: isPart, isCutShort: isCutShort) == heading)
    }

    @Test func `nothing is no payout`() throws {
        #expect(try text() == ["payouts: 0"])
    }
}
