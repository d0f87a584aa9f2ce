import Testing

@testable import Gateway

/// Each row of the policy about payouts, at its edges.
@Suite struct PayoutPolicyTests {
    private func intent(_ amount: Int64, bank: String = "014") -> PayoutIntent {
        PayoutIntent(partnerTrxID: "A", caller: "payroll", body: [1], amountRupiah: amount, recipientBank: bank)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var policy: PayoutPolicy
        var amount: Int64 = 100
        var bank = "014"
        var confirmed: Double?
        var refusal: PayoutPolicy.Refusal?

        init(
            _ name: String, _ policy: PayoutPolicy, amount: Int64 = 100, bank: String = "014", confirmed: Double? = nil,
            _ refusal: PayoutPolicy.Refusal?
        ) {
            testDescription = name
            self.policy = policy
            self.amount = amount
            self.bank = bank
            self.confirmed = confirmed
            self.refusal = refusal
        }
    }

    private static let day = Duration.seconds(86_400)

    @Test(arguments: [
        Row("nothing is limited", PayoutPolicy(), amount: .max, bank: "x", nil),
        Row("max_amount, just", PayoutPolicy(maximumAmount: 100), nil),
        Row("max_amount, exceeded", PayoutPolicy(maximumAmount: 99), .amount(maximum: 99)),
        Row("max_amount, by far", PayoutPolicy(maximumAmount: 99), amount: .max, .amount(maximum: 99)),
        Row("banks, one of them", PayoutPolicy(banks: ["008", "014"]), nil),
        Row("banks, none of them", PayoutPolicy(banks: ["008"]), .bank("014")),
        Row("banks, by every character", PayoutPolicy(banks: ["014"]), bank: "14", .bank("14")),
        Row("banks, no space is forgiven", PayoutPolicy(banks: ["014"]), bank: "014 ", .bank("014 ")),
        Row("inquiry, never", PayoutPolicy(inquiry: day), .noInquiry(within: day)),
        Row("inquiry, just now", PayoutPolicy(inquiry: day), confirmed: 0, nil),
        Row("inquiry, just in time", PayoutPolicy(inquiry: day), confirmed: -86_400, nil),
        Row("inquiry, just too late", PayoutPolicy(inquiry: day), confirmed: -86_400.001, .noInquiry(within: day)),
        Row("inquiry, and the clock was corrected", PayoutPolicy(inquiry: day), confirmed: 1, nil),
        Row("inquiry, and the clock was set back", PayoutPolicy(inquiry: day), confirmed: 1.5, .noInquiry(within: day)),
        Row("daily_amount is the ledger's to check", PayoutPolicy(dailyAmount: 1), nil),
        Row("daily_count is the ledger's to check", PayoutPolicy(dailyCount: 0), nil),
        Row("approval_above refuses nothing", PayoutPolicy(approvalAbove: 0), nil),
        Row("the amount comes first", PayoutPolicy(maximumAmount: 1, banks: []), .amount(maximum: 1)),
    ])
    func `refusal`(row: Row) {
        let refusal = row.policy.refusal(
            of: intent(row.amount, bank: row.bank), confirmedAt: row.confirmed.map { second($0) }, at: second(0))
        #expect(refusal == row.refusal)
    }

    @Test func `approval_above: more than that waits for another person`() {
        #expect(!PayoutPolicy().needsApproval(intent(.max)))
        #expect(!PayoutPolicy(approvalAbove: 100).needsApproval(intent(100)))
        #expect(PayoutPolicy(approvalAbove: 100).needsApproval(intent(101)))
        #expect(PayoutPolicy(approvalAbove: 0).needsApproval(intent(1)))
    }

    @Test func `the day's limits are those of the day in the configured zone; without any there is no limit`() {
        #expect(PayoutPolicy(maximumAmount: 1).dayLimit(at: second(0), in: .jakarta) == nil)
        let limit = PayoutPolicy(dailyAmount: 7, dailyCount: 8).dayLimit(at: second(0), in: .jakarta)
        #expect(limit?.amountRupiah == 7)
        #expect(limit?.count == 8)
        // second(0) is 2027-01-15T08:00:00Z, 15:00 in Jakarta.
        #expect(limit?.day.lowerBound.rfc3339 == "2027-01-14T17:00:00.000Z")
        #expect(limit?.day.upperBound.rfc3339 == "2027-01-15T17:00:00.000Z")
    }

    @Test func `a payout that is asked for at midnight belongs to the day that it is held against`() {
        let limit = DayLimit(day: second(0)..<second(10), amountRupiah: nil, count: 1)
        #expect(limit.nearest(to: second(5)) == second(5))
        #expect(limit.nearest(to: second(10)) == second(9.999))
        #expect(limit.nearest(to: second(-1)) == second(0))
    }
}
