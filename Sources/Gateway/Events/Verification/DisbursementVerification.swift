import Contract

/// Whether what OY! reports on a payout is so. Pure.
///
/// What the report says never moves a payout: `remit-status` does, which is asked because of it (rule 2).
enum DisbursementVerification {
    /// What is known of the payout.
    enum Knowledge: Sendable, Equatable {
        /// It is one of the gateway's, and the ledger is enough to judge by, or the payout is yet to move.
        case own(state: PayoutState, caller: String, Terms)
        /// It is one of the gateway's, and the report says otherwise than the ledger; `answer` is what `remit-status` said of
        /// it afterwards, and by which `trx_id` it named it, empty where by none.
        case disputed(state: PayoutState, caller: String, answer: StatusVerdict, named: String, Terms)
        /// It has the name of one of the gateway's, and the report says otherwise than the ledger; under that name OY! has something of other
        /// money: what `remit-status` says of that.
        case ofOtherMoney(StatusVerdict, Terms)
        /// It is none of the gateway's; what `remit-status` says of it.
        case foreign(StatusVerdict, Terms)
        /// It is one of the gateway's, and the report says otherwise than the ledger; but it left as another partner than the
        /// gateway is now, and OY! can't be asked.
        case beyondReach
        /// It could not be found out: that proves nothing, however long it lasts.
        case unreadable(String)
    }

    /// What else a report may say of a payout; what is zero or empty is not known.
    struct Terms: Sendable, Equatable {
        var amountRupiah: Int64 = 0
        var recipientBank = ""
        var trxID = ""

        /// Whether a report says otherwise.
        func contradict(_ claim: Message) -> Bool {
            contradictMoney(of: claim) || isAnother(claim.string("trx_id"))
        }

        /// Whether it speaks of other money, or of money that went elsewhere.
        func contradictMoney(of claim: Message) -> Bool {
            let (amount, bank) = (claim.integer("amount"), claim.string("recipient_bank"))
            return (amount != 0 && amountRupiah != 0 && amount != amountRupiah)
                || (!bank.isEmpty && !recipientBank.isEmpty && bank != recipientBank)
        }

        /// Whether OY! names something else so: a second payment under one `partner_trx_id`, for instance.
        func isAnother(_ id: String) -> Bool {
            !id.isEmpty && !trxID.isEmpty && id != trxID
        }

        /// A report that was found true, with the money and OY!'s name as they are known: what it says of them itself was only
        /// not found wrong. What is not known is left out.
        func confirmed(_ claim: Message) -> Message {
            var report = claim
            for field in ["amount", "recipient_bank", "trx_id"] { report.clear(field) }
            if amountRupiah != 0 { report.set("amount", to: amountRupiah) }
            if !recipientBank.isEmpty { report.set("recipient_bank", to: recipientBank) }
            if !trxID.isEmpty { report.set("trx_id", to: trxID) }
            return report
        }
    }

    static func judge(_ callback: PendingCallback, _ knowledge: Knowledge, at now: WallTime) -> LookupVerdict {
        let claim = callback.kind.message(of: callback.facts)
        let claimed = verdict(of: claim)
        switch knowledge {
        case .unreadable:
            return again(callback, at: now)
        case .beyondReach:
            return unconfirmed(callback, at: now)
        case .own(_, _, let terms) where terms.contradict(claim), .foreign(_, let terms) where terms.contradict(claim):
            return .conclude(.contradicted)
        case .own(let state, let caller, let terms):
            switch compare(claimed, with: state) {
            case .same: return .conclude(.told, telling: [draft(terms.confirmed(claim), owner: caller)])
            case .older, .noNews: return .conclude(.repeated)
            // What the ledger does not know yet, or what OY! was not asked about, proves nothing.
            case .open, .contrary: return again(callback, at: now)
            }
        case .disputed(let state, let caller, let known, let named, var terms):
            let isAnother = terms.isAnother(claim.string("trx_id")) && named == claim.string("trx_id")
            let isTrue = known == claimed && (isAnother ? !terms.contradictMoney(of: claim) : !terms.contradict(claim))
            if isState(known), isAnother || compare(known, with: state) == .contrary {
                if isAnother { terms.trxID = named }
                return .conclude(
                    .disputed, telling: isTrue ? [draft(terms.confirmed(claim), owner: caller, isAnother: isAnother)] : [])
            }
            guard !terms.contradictMoney(of: claim) else { return .conclude(.contradicted) }
            guard !terms.contradict(claim) else { return contradicted(callback, at: now) }
            return judge(callback, claimed, answered: known, owner: caller, terms.confirmed(claim), at: now)
        case .ofOtherMoney(let known, let terms):
            guard isState(known) else { return unconfirmed(callback, at: now) }
            guard !terms.contradict(claim) else { return contradicted(callback, at: now) }
            // Not the caller's, who asked for none such; those who see all hear of it.
            return .conclude(.disputed, telling: known == claimed ? [draft(terms.confirmed(claim), owner: nil, isAnother: true)] : [])
        case .foreign(let known, let terms):
            return judge(callback, claimed, answered: known, owner: nil, terms.confirmed(claim), at: now)
        }
    }

    /// By OY!'s own answer.
    private static func judge(
        _ callback: PendingCallback, _ claimed: StatusVerdict, answered known: StatusVerdict, owner: String?, _ report: Message,
        at now: WallTime
    ) -> LookupVerdict {
        if known == claimed, isState(claimed) { return .conclude(.told, telling: [draft(report, owner: owner)]) }
        if claimed == .inProgress, known == .completed || known == .failed { return .conclude(.repeated) }
        if !isState(known), known != .notFound { return unconfirmed(callback, at: now) }
        return contradicted(callback, at: now)
    }

    /// OY! says otherwise: its books may be behind, for a while.
    private static func contradicted(_ callback: PendingCallback, at now: WallTime) -> LookupVerdict {
        now >= callback.lookUntil ? .conclude(.contradicted) : again(callback, at: now)
    }

    /// What can't be said today can perhaps be said tomorrow; later, nobody waits for it any more, and a person has to look.
    private static func unconfirmed(_ callback: PendingCallback, at now: WallTime) -> LookupVerdict {
        now >= max(callback.lookUntil, callback.receivedAt.advanced(by: EventLimits.unconfirmedAfter))
            ? .conclude(.unconfirmed) : again(callback, at: now)
    }

    private static func again(_ callback: PendingCallback, at now: WallTime) -> LookupVerdict {
        .lookAgain(at: LookupSchedule.next(after: callback, at: now))
    }

    /// Whether OY! is to be asked before a report on one of the gateway's payouts is judged: it says otherwise than a ledger
    /// that will say nothing else by itself, or names the payout otherwise; or it speaks of one that was never sent, or of which OY! took nothing on.
    /// Where OY! confirms it, the ledger is wrong, and money may have moved, or have moved twice.
    static func mustAsk(_ claim: Message, of state: PayoutState, _ terms: Terms) -> Bool {
        state == .recorded || compare(verdict(of: claim), with: state) == .contrary || terms.isAnother(claim.string("trx_id"))
    }

    private enum Comparison {
        case same, older, contrary
        /// The report's code says nothing of where the payout stands.
        case noNews
        /// The payout's own state is yet to be found out.
        case open
    }

    private static func compare(_ claimed: StatusVerdict, with state: PayoutState) -> Comparison {
        switch (claimed, state) {
        case (.completed, .completed), (.failed, .failed), (.inProgress, .inProgress): .same
        // OY! may say why it refused a payout by callback as well.
        case (.failed, .rejected): .same
        case (.inProgress, .completed), (.inProgress, .failed): .older
        case (_, .recorded), (_, .unknown), (_, .inProgress): .open
        case _ where !isState(claimed): .noNews
        case (_, .completed), (_, .failed), (_, .rejected), (_, .cancelled), (_, .awaitingApproval): .contrary
        }
    }

    /// Whether it says where the payout stands.
    private static func isState(_ verdict: StatusVerdict) -> Bool {
        verdict == .completed || verdict == .failed || verdict == .inProgress
    }

    static func verdict(of claim: Message) -> StatusVerdict {
        StatusVerdict(code: claim.message("status")?.string("code"))
    }

    /// One event for each thing that OY! says of the payout; of another payment under its id as well.
    ///
    /// - Parameter isAnother: OY! has it under another name than the payout. Its event must not pass for the payout's own, nor for that of a
    ///   payout with a longer id: no id has a space in it.
    private static func draft(_ report: Message, owner: String?, isAnother: Bool = false) -> EventDraft {
        let code = report.message("status")?.string("code") ?? ""
        let name = isAnother ? " \(report.string("trx_id"))" : ""
        return EventDraft(
            kind: .disbursement, identity: "disbursement:\(code):\(report.string("partner_trx_id"))\(name)", owner: owner,
            isVerified: true, facts: String(decoding: report.json(), as: UTF8.self))
    }
}
