import Contract

/// What is known of a payout that OY! reports on: from the ledger, where it is one of the gateway's, or from OY!.
struct PayoutBooks: Sendable {
    private let ledger: any Ledger
    private let processor: PayoutProcessor
    private let calls: UpstreamCalls
    private let wire: ContractWire
    private let clock: any Timekeeper

    init(ledger: any Ledger, processor: PayoutProcessor, calls: UpstreamCalls, wire: ContractWire, clock: any Timekeeper) {
        self.ledger = ledger
        self.processor = processor
        self.calls = calls
        self.wire = wire
        self.clock = clock
    }

    /// Whether OY! can be asked about a payout of this id at all.
    func canAsk(about partnerTrxID: String) -> Bool {
        wire.canAsk(about: partnerTrxID)
    }

    /// Asks OY! about a payout of the gateway's that is not final, and the next look finds what came of it. About one whose
    /// state or name at OY! the report contradicts, it asks by itself, as neither changes any more; and about one that is yet to be sent, and is
    /// not while the report is looked up.
    ///
    /// - Parameter claim: what the report says.
    func knowledge(about claim: Message) async -> DisbursementVerification.Knowledge {
        let partnerTrxID = claim.string("partner_trx_id")
        let payout: Payout?
        do {
            payout = try await ledger.payout(named: partnerTrxID)
        } catch {
            return .unreadable("the ledger can't be read")
        }
        guard let payout else {
            let end = await question(about: partnerTrxID, nil).speaking(of: partnerTrxID, as: nil)
            return Self.knowledge(from: end) { answer, terms in .foreign(answer, terms) }
        }
        if !payout.state.isFinal { processor.askNow(about: payout) }
        let terms = DisbursementVerification.Terms(
            amountRupiah: payout.amountRupiah, recipientBank: payout.recipientBank, trxID: payout.trxID ?? "")
        guard DisbursementVerification.mustAsk(claim, of: payout.state, terms) else {
            return .own(state: payout.state, caller: payout.caller, terms)
        }
        guard processor.canAsk(about: payout) else { return .beyondReach }
        return await answer(about: payout, terms)
    }

    /// What OY! says of one of the gateway's payouts, once that is written down.
    ///
    /// - Parameter terms: the ledger's.
    private func answer(about payout: Payout, _ terms: DisbursementVerification.Terms) async -> DisbursementVerification.Knowledge {
        let partnerTrxID = payout.partnerTrxID
        let answered = await question(about: partnerTrxID, payout)
        let end = answered.speaking(of: partnerTrxID, as: payout)
        var heard = end.heard(about: payout, wire)
        let present: Payout
        // Before the callback is concluded, which is not looked up again.
        do {
            present = try await processor.record(
                &heard, about: payout, heardBy: nil, deadline: clock.now.advanced(by: EventLimits.lookTimeout))
            try await processor.recordContradictions(heard.unrecorded, of: present, heardBy: nil)
        } catch {
            return .unreadable("it could not be written down")
        }
        // OY! has what was yet to be sent: it moves now, and the next look finds where to.
        if payout.state == .recorded, present.version != payout.version {
            return .own(state: .recorded, caller: payout.caller, terms)
        }
        // Of the payout that says nothing; of what the report speaks of it may say all.
        if answered.isOfOtherMoney(than: payout) { return Self.knowledge(from: answered) { .ofOtherMoney($0, $1) } }
        return Self.knowledge(from: end) { answer, answered in
            .disputed(state: payout.state, caller: payout.caller, answer: answer, named: answered.trxID, terms)
        }
    }

    private func question(about partnerTrxID: String, _ payout: Payout?) async -> CallEnd {
        let deadline = clock.now.advanced(by: EventLimits.lookTimeout)
        return await calls.call(wire.status, wire.remitStatus(of: partnerTrxID), as: payout?.partner, deadline: deadline)
    }

    private static func knowledge(
        from end: CallEnd, _ knowledge: (StatusVerdict, DisbursementVerification.Terms) -> DisbursementVerification.Knowledge
    ) -> DisbursementVerification.Knowledge {
        switch end.result {
        case .success(let answer):
            let terms = DisbursementVerification.Terms(
                amountRupiah: answer.integer("amount"), recipientBank: answer.string("recipient_bank"),
                trxID: answer.string("trx_id"))
            return knowledge(StatusVerdict(code: end.oyCode), terms)
        case .failure(let error) where error.code == .notFound:
            return knowledge(.notFound, DisbursementVerification.Terms())
        // A definite answer that says nothing, such as 990, is one all the same.
        case .failure where StatusVerdict(code: end.oyCode) == .strange:
            return knowledge(.strange, DisbursementVerification.Terms())
        case .failure(let error):
            return .unreadable(error.reason)
        }
    }
}
