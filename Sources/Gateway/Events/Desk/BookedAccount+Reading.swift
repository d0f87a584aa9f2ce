import Contract

extension BookedAccount {
    init(_ account: KnownAccount) {
        self.init(id: account.id, partnerUserID: account.partnerUserID)
    }

    init(_ account: Message) {
        self.init(id: account.string("id"), partnerUserID: account.string("partner_user_id"))
    }
}

extension BookedPayment {
    init(_ entry: Message) {
        let updated = entry.integer("last_updated")
        self.init(
            id: entry.string("id"), amountRupiah: entry.integer("amount"), number: entry.string("va_number"),
            updatedAt: updated > 0 ? WallTime(milliseconds: updated) : nil, created: entry.string("created"),
            adminFeeRupiah: entry.integer("admin_fee"))
    }
}
