import Testing

@testable import Gateway

@Suite struct PageTokenTests {
    private func payout(_ id: String, at milliseconds: Int64) -> Payout {
        Payout(
            partnerTrxID: id, caller: "payroll", body: [], amountRupiah: 1, recipientBank: "014",
            createdAt: WallTime(milliseconds: milliseconds), state: .recorded, sendUntil: second(0), nextActionAt: nil)
    }

    @Test("A token comes back as the place that it was given for", arguments: [
        "pay-1", "a.b.c", ".", "\u{301}acute", "é", "e\u{301}", "👩‍👩‍👧", " ", "\n", "%", "'; DROP TABLE payout; --",
    ], [Int64(0), 1_800_000_000_123])
    func roundTrip(id: String, milliseconds: Int64) throws {
        let token = PageToken(after: payout(id, at: milliseconds))
        let read = try #require(PageToken(token.text))
        #expect(read.position.createdAt.milliseconds == milliseconds)
        #expect(Array(read.position.partnerTrxID.utf8) == Array(id.utf8), "byte for byte")
    }

    @Test("What no list gave is none", arguments: [
        "", ".", "x", "10", "10.", ".pay-1", "-1.pay-1", "+1.pay-1", "01.pay-1", "A.pay-1", " 1.pay-1", "1 .pay-1", "é.pay-1",
        "zzzzzzzzzzzzzzzzzzzz.pay-1", "1y2p0ij32e8e7.pay-1", "-1y2p0ij32e8e8.pay-1",
    ])
    func refused(text: String) {
        #expect(PageToken(text) == nil)
    }
}
