import Contract

/// Whether OY!'s books confirm that a virtual account was paid. Pure.
///
/// A callback names account, amount and user, and nothing that tells one payment from the next: the same words are a
/// repetition, or a second payment of the same amount. OY!'s history of the account decides: each of its payments is told
/// once, under OY!'s own name for it, however often it is reported and in whatever words.
enum PaymentBelief {
    /// What OY!'s books say of the account.
    enum Books: Sendable, Equatable {
        /// All of this number: one that has expired may have had it before. None where OY! knows none.
        case accounts([BookedAccount])
        /// They could not be read: that proves nothing, however long it lasts.
        case unreadable(String)
    }

    /// - Parameter told: OY!'s names of payments that were told before.
    static func judge(
        _ callback: PendingCallback, _ books: Books, told: Set<String>, at now: WallTime
    ) -> LookVerdict {
        let claim = callback.kind.message(of: callback.facts)
        let again = LookSchedule.next(after: callback, at: now)
        guard case .accounts(let accounts) = books else { return .lookAgain(at: again) }
        let matching = accounts.flatMap { account in
            account.payments.filter { matches($0, claim, in: account, since: callback.receivedAt) }.map { (account, $0) }
        }
        // An account that is listed twice does not make two payments of one.
        var seen = told
        let news = matching.filter { seen.insert(identity(of: $0.1)).inserted }
        guard news.isEmpty else {
            let drafts = news.map { draft(of: $0.1, claim, in: $0.0) }
            // The books may be behind: a second payment in the same words is yet to turn up in them.
            let isExplained = drafts.count >= callback.timesOpen || now >= callback.lookUntil
            return isExplained ? .conclude(.told, telling: drafts) : .tellAndLookAgain(drafts, at: again)
        }
        guard now >= callback.lookUntil else { return .lookAgain(at: again) }
        return .conclude(matching.isEmpty ? .contradicted : .repeated)
    }

    static func identity(of payment: BookedPayment) -> String {
        "va:\(payment.id)"
    }

    private static func matches(
        _ payment: BookedPayment, _ claim: Message, in account: BookedAccount, since received: WallTime
    ) -> Bool {
        let user = claim.string("partner_user_id")
        guard payment.amountRupiah == claim.integer("amount"),
            payment.number.isEmpty || payment.number == claim.string("va_number"),
            user.isEmpty || account.partnerUserID.isEmpty || user == account.partnerUserID
        else { return false }
        guard let updatedAt = payment.updatedAt else { return true }
        return updatedAt.advanced(by: EventLimits.paymentAge) >= received
    }

    private static func draft(of payment: BookedPayment, _ claim: Message, in account: BookedAccount) -> EventDraft {
        var facts = claim
        // What OY!'s books do not say was only claimed, and is not told as verified.
        facts.set("partner_user_id", to: account.partnerUserID)
        facts.set("virtual_account_id", to: account.id)
        facts.set("transaction_id", to: payment.id)
        facts.set("created", to: payment.created)
        facts.set("admin_fee", to: payment.adminFeeRupiah)
        return EventDraft(
            kind: .virtualAccount, identity: identity(of: payment), isVerified: true,
            facts: String(decoding: facts.json(), as: UTF8.self))
    }
}

/// A virtual account in OY!'s books.
struct BookedAccount: Sendable, Equatable {
    var id: String
    var partnerUserID: String
    var payments: [BookedPayment] = []
}

/// A payment in OY!'s books.
struct BookedPayment: Sendable, Equatable {
    /// OY!'s name for it.
    var id: String
    var amountRupiah: Int64
    /// The number that was paid into; empty where the books do not say.
    var number = ""
    /// When the record last changed; nil where the books do not say.
    var updatedAt: WallTime?
    /// As it came.
    var created = ""
    var adminFeeRupiah: Int64 = 0
}
