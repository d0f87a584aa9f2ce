/// The body of a `remit`, with every mandatory parameter there. What is not one gets 990.
struct Remittance {
    var recipientBank: String
    var recipientAccount: String
    var amount: Amount
    /// The amount as it was spelled, which is how the answer repeats it.
    var writtenAmount: JSON
    var partnerTrxID: String

    init?(_ request: JSON) {
        guard let bank = request.text("recipient_bank"), let account = request.text("recipient_account"),
            let id = request.text("partner_trx_id"), let amount = request["amount"],
            Amount(amount) != .notANumber,
            request.isTextOrAbsent("note"), request.isTextOrAbsent("email")
        else { return nil }
        // "Email can be more than one but not more that five separated by a whitespace."
        guard (request["email"]?.string ?? "").split(separator: " ").count <= 5 else { return nil }
        recipientBank = bank
        recipientAccount = account
        self.amount = Amount(amount)
        writtenAmount = amount
        partnerTrxID = id
    }
}

extension JSON {
    /// The member's text, or nil where it is missing, empty or no string.
    func text(_ name: String) -> String? {
        guard let text = self[name]?.string, !text.isEmpty else { return nil }
        return text
    }

    func isTextOrAbsent(_ name: String) -> Bool {
        guard let value = self[name] else { return true }
        return value.string != nil
    }
}
