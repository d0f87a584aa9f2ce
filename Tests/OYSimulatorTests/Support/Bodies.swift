/// Request bodies.
enum Bodies {
    static func remit(
        _ id: String, account: String = "1239812390", amount: String = "125000", bank: String = "014"
    ) -> String {
        """
        {"recipient_bank":"\(bank)","recipient_account":"\(account)","amount":\(amount),"note":"Split lunch bill",\
        "partner_trx_id":"\(id)","email":"napoleon@email.com test@email.com"}
        """
    }
}
