import Contract

extension BookedAccount {
    init(_ account: KnownAccount) {
        self.init(id: account.id, partnerUserID: account.partnerUserID)
    }

    /// - Throws: where OY!'s name for it is too long to be kept, in memory and in each event that tells of it. The user's, which a caller
    ///   chose, is taken for not said then: the payment is told without it.
    init(_ account: Message) throws(BookGap) {
        self.init(id: try account.name("id"), partnerUserID: (try? account.name("partner_user_id")) ?? "")
    }
}

extension BookedPayment {
    /// - Throws: as of an account.
    init(_ entry: Message) throws(BookGap) {
        let updated = entry.integer("last_updated")
        self.init(
            id: try entry.name("id"), amountRupiah: entry.integer("amount"), number: try entry.name("va_number"),
            updatedAt: updated > 0 ? WallTime(milliseconds: updated) : nil, created: try entry.name("created"),
            adminFeeRupiah: entry.integer("admin_fee"))
    }
}

extension Message {
    /// A name, a number or a time in OY!'s books, which one message may tell a thousand times over.
    func name(_ field: String) throws(BookGap) -> String {
        let text = string(field)
        guard text.utf8.count <= EventLimits.nameBytes else { throw .notSaid("OY!'s \(field) is longer than can be kept") }
        return text
    }
}
