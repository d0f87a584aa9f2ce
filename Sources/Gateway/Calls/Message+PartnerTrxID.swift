import Contract

extension Message {
    /// The payout that a request, an answer or a callback is about; nil where it is about none.
    var partnerTrxID: String? {
        guard schema.field("partner_trx_id") != nil else { return nil }
        return string("partner_trx_id").nonEmpty
    }
}
