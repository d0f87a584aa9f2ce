import Contract
import Testing

@testable import oyctl

/// The columns of an export, on which other people's programs rely.
@Suite struct PayoutColumnTests {
    @Test func `they keep their names and places`() {
        #expect(PayoutColumn.allCases.map(\.rawValue) == [
            "partner_trx_id", "state", "amount", "recipient_bank", "recipient_account", "caller", "trx_id", "oy_code", "oy_message", "attempts",
            "created_at", "updated_at", "final_at", "decided_by", "reason", "lives_on_since", "timestamp",
        ])
    }

    @Test func `OY!'s own time is as it came`() throws {
        let json = #"{"partner_trx_id":"A-1","timestamp":"16-10-2019 10:23:42","final_at":"2019-10-16T05:00:00.000Z"}"#
        let payout = try Message(json: Array(json.utf8), as: try #require(MessageSchema.named("oy.v1.Payout")))
        #expect(PayoutColumn.timestamp.value(of: payout) == "16-10-2019 10:23:42")
    }
}
