/// A payout that the storm's callers ask for.
struct Order: Sendable, Equatable {
    let id: String
    let account: String
    var amountRupiah: Int

    /// oysim refuses this account with 205 whenever it is asked to pay it (docs/simulator.md, "Mock numbers").
    static let refusedAccount = "2222222222"

    /// OY! never pays it.
    var isRefused: Bool { account == Self.refusedAccount }

    /// What `Remit` is asked: the same bytes every time.
    var request: JSONValue {
        [
            "recipient_bank": "014", "recipient_account": .string(account), "amount": .number("\(amountRupiah)"),
            "note": "storm", "partner_trx_id": .string(id),
        ]
    }
}
