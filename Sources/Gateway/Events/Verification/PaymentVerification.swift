import Contract

/// Whether OY!'s books confirm that a virtual account was paid. Pure.
///
/// A callback names account, amount and user, and nothing that tells one payment from the next: the same words are a
/// repetition, or a second payment of the same amount. OY!'s history of the account decides. The callback is only what
/// makes the gateway look: whatever payment it finds there is told, once, under OY!'s own name for it, whether it is the
/// one that the callback speaks of or one whose callback was lost.
enum PaymentVerification {
    /// What OY!'s books say of the account.
    enum Books: Sendable, Equatable {
        /// Accounts of this number: one that has expired may have had it before.
        ///
        /// Not finding a payment in them proves something only where they are all, and no account has a gap.
        case accounts([BookedAccount], Extent)
        /// They could not be read: that proves nothing, however long it lasts.
        case unreadable(String)
    }

    /// How many of a number's accounts there are in what was read.
    enum Extent: Sendable, Equatable {
        /// OY! may show more.
        case some
        /// OY! shows no more, though there may be more, for that reason.
        case allThatAreShown(String)
        case all

        /// Why these need not be all; nil where nobody has looked further, or they are.
        var cause: String? {
            if case .allThatAreShown(let cause) = self { cause } else { nil }
        }
    }

    /// What was told before.
    struct Told: Sendable, Equatable {
        /// Identities of payments.
        var identities: Set<String> = []
        /// When the gateway began to tell payments; nil where it is about to. What was paid before is not its news.
        var since: WallTime?
    }

    static func judge(
        _ callback: PendingCallback, _ books: Books, told: Told, at now: WallTime
    ) -> LookupVerdict {
        let claim = callback.kind.message(of: callback.facts)
        guard case .accounts(let accounts, let extent) = books else { return .lookAgain(at: LookupSchedule.next(after: callback, at: now)) }
        let again = next(after: callback, extent, at: now)
        let findings = allFindings(in: accounts, callback, told.since)
        // An account that is listed twice does not make two payments of one.
        var seen = told.identities
        let allNews = findings.filter { seen.insert(identity(of: $0.payment)).inserted }.sorted(by: Finding.isEarlier)
        let news = allNews.prefix(EventLimits.findingsAtOnce)
        let drafts = news.map { draft(of: $0, claim) }
        let claimed = news.count(where: \.isClaimed)
        guard news.count == allNews.count else {
            // Others wait for the ledger, too. The rest is still there at the next look.
            return .tellAndLookAgain(drafts, claimed: claimed, at: now.advanced(by: EventLimits.walkPause))
        }
        let explained = callback.toldOpen + claimed

        if now >= callback.lookUntil {
            if explained > 0 { return .conclude(.told, telling: drafts) }
            let isKnown = findings.contains(where: \.isClaimed)
            let gaps = accounts.compactMap(\.gap)
            if extent == .all, gaps.isEmpty { return .conclude(isKnown ? .repeated : .contradicted, telling: drafts) }
            // Answers that say nothing today may say something tomorrow; later, nobody waits for it any more.
            if extent != .some, gaps.allSatisfy(\.isNotSaid), now >= callback.receivedAt.advanced(by: EventLimits.unconfirmedAfter) {
                return .conclude(isKnown ? .repeated : .unconfirmed, telling: drafts)
            }
        }
        // The payment that was found may be another one of the same words, with OY!'s books still behind: they are looked into
        // once more after `lookUntil`.
        let next = explained >= callback.timesOpen && now < callback.lookUntil ? callback.lookUntil : again
        return drafts.isEmpty ? .lookAgain(at: next) : .tellAndLookAgain(drafts, claimed: claimed, at: next)
    }

    /// Reading the list again after what it did not show would take others' time: it is read once an hour then.
    private static func next(after callback: PendingCallback, _ extent: Extent, at now: WallTime) -> WallTime {
        let next = LookupSchedule.next(after: callback, at: now)
        guard case .allThatAreShown = extent, now >= callback.lookUntil else { return next }
        return max(next, now.advanced(by: EventLimits.shortListPause))
    }

    static func identity(of payment: BookedPayment) -> String {
        "va:\(payment.id)"
    }

    /// Identities of what is to be told of these accounts, unless it was.
    static func identities(in accounts: [BookedAccount], _ callback: PendingCallback, since: WallTime?) -> [String] {
        allFindings(in: accounts, callback, since).map { identity(of: $0.payment) }
    }

    /// The account in which a payment is known that the callback may speak of.
    static func explanation(of callback: PendingCallback, in accounts: [BookedAccount], _ told: Told) -> BookedAccount? {
        allFindings(in: accounts, callback, told.since).first {
            $0.isClaimed && told.identities.contains(identity(of: $0.payment))
        }?.account
    }

    private static func allFindings(
        in accounts: [BookedAccount], _ callback: PendingCallback, _ since: WallTime?
    ) -> [Finding] {
        let claim = callback.kind.message(of: callback.facts)
        return accounts.flatMap { account in
            account.payments.compactMap { find($0, in: account, claim, callback, since) }
        }
    }

    /// A payment that is to be told, unless it was.
    private struct Finding {
        var account: BookedAccount
        var payment: BookedPayment
        /// The callback may speak of it.
        var isClaimed: Bool

        static func isEarlier(_ left: Finding, _ right: Finding) -> Bool {
            (left.payment.updatedAt ?? .farthest) < (right.payment.updatedAt ?? .farthest)
        }
    }

    /// Records of what nobody can have paid in, which a person should see: a payment that was taken back, perhaps. They are no payments, and
    /// confirm nothing. Only those that would be news, each once.
    static func impossible(in books: Books, _ callback: PendingCallback, since: WallTime?) -> [Message] {
        guard case .accounts(let accounts, _) = books else { return [] }
        let claim = callback.kind.message(of: callback.facts)
        var seen: Set<String> = []
        return accounts.flatMap { account in
            account.payments.compactMap { payment in
                guard !payment.isPossible, mayBeNews(payment, claim, callback), let since, payment.updatedAt ?? .farthest >= since,
                    seen.insert(payment.id).inserted
                else { return nil }
                return facts(of: payment, in: account, claim)
            }
        }
    }

    /// Not so where it is long over, or was paid into another number.
    private static func mayBeNews(_ payment: BookedPayment, _ claim: Message, _ callback: PendingCallback) -> Bool {
        guard payment.number.isEmpty || payment.number == claim.string("va_number") else { return false }
        guard let latest = payment.latest else { return true }
        return latest.advanced(by: EventLimits.paymentAge) >= callback.receivedAt
    }

    /// Nil where it is no payment, or no news, whoever asks: long over, paid into another number, or from before the gateway told any.
    private static func find(
        _ payment: BookedPayment, in account: BookedAccount, _ claim: Message, _ callback: PendingCallback, _ since: WallTime?
    ) -> Finding? {
        guard payment.isPossible, mayBeNews(payment, claim, callback) else { return nil }
        let user = claim.string("partner_user_id")
        let isClaimed =
            payment.amountRupiah == claim.integer("amount")
            && (user.isEmpty || account.partnerUserID.isEmpty || user == account.partnerUserID)
        if !isClaimed {
            guard let since, let updatedAt = payment.updatedAt, updatedAt >= since else { return nil }
        }
        return Finding(account: account, payment: payment, isClaimed: isClaimed)
    }

    private static func draft(of finding: Finding, _ claim: Message) -> EventDraft {
        EventDraft(
            kind: .virtualAccount, identity: identity(of: finding.payment), isVerified: true,
            facts: String(decoding: facts(of: finding.payment, in: finding.account, claim).json(), as: UTF8.self))
    }

    /// What OY!'s books say; what was only claimed is not told as verified.
    private static func facts(of payment: BookedPayment, in account: BookedAccount, _ claim: Message) -> Message {
        var facts = Message(claim.schema)
        facts.set("va_number", to: claim.string("va_number"))
        facts.set("amount", to: payment.amountRupiah)
        facts.set("partner_user_id", to: account.partnerUserID)
        facts.set("success", to: payment.isPossible)
        facts.set("virtual_account_id", to: account.id)
        facts.set("transaction_id", to: payment.id)
        facts.set("created", to: payment.created)
        facts.set("admin_fee", to: payment.adminFeeRupiah)
        return facts
    }
}
