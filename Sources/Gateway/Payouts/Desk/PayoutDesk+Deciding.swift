import Synchronization

/// What people decide: cancel, approve, decline, resolve.
extension PayoutDesk {
    /// Carries out a person's decision. It waits for an attempt that is under way, as only its end shows what can
    /// still be decided.
    ///
    /// - Parameters:
    ///   - id: the payout.
    ///   - person: who decides, as the kernel and the configuration say. Whether it may is the policy's question.
    ///   - owner: only this caller's payouts; nil for anybody's.
    ///   - deadline: the caller's. A decision that could not be carried out by then may still be.
    /// - Returns: the payout as it is on disk afterwards.
    /// - Throws: `.notFound`, `.notPossible`, `.notInTime`, `.notAnother`, `.sentAsAnotherPartner`, `.notSettled`, `.reasonMissing`, `.ledgerUnavailable`,
    ///   `.upstreamUnavailable`, `.stillDeciding`, `.tooManyDecisions`, `.shuttingDown`.
    public func decide(
        _ decision: PayoutDecision, about id: String, by person: AuditCaller, reason: String, owner: String?,
        deadline: MonotonicInstant
    ) async throws(PayoutRefusal) -> Payout {
        _ = try await payout(named: id, owner: owner)
        guard book.withLock({ $0.hasRoomForDecision(about: id) }) else { throw .tooManyDecisions }
        let news = Once<Waiter.News>()
        let made = DeskDecision(
            partnerTrxID: id, decision: decision, person: person, reason: reason, owner: owner, news: news)
        if book.withLock({ $0.decides(made) }) { hand(made) }
        switch await hear(news, by: deadline) {
        case .payout(let payout): return payout
        case .refused(let refusal): throw refusal
        case .timeIsUp: throw .stillDeciding
        }
    }

    /// Carries out a decision whose turn it is, and those that came meanwhile.
    func decide(_ first: DeskDecision) async {
        var turn: DeskDecision? = first
        while let decision = turn {
            await carryOut(decision)
            turn = book.withLock { $0.landed(decision.partnerTrxID) }
        }
    }

    /// Has a decision whose turn it is carried out beside the call; where nothing is taken on any more, nothing is decided.
    func hand(_ decision: DeskDecision) {
        do throws(PayoutRefusal) {
            try submit(.decide(decision))
        } catch {
            refuse(decision, error)
        }
    }

    /// Refuses a decision whose turn it is, and those behind it.
    private func refuse(_ first: DeskDecision, _ refusal: PayoutRefusal) {
        var turn: DeskDecision? = first
        while let decision = turn {
            decision.news.come(.refused(refusal))
            turn = book.withLock { $0.landed(decision.partnerTrxID) }
        }
    }

    /// Carries out one decision; the payout is taken for it.
    func carryOut(_ decision: DeskDecision) async {
        do throws(PayoutRefusal) {
            let before = try await payout(named: decision.partnerTrxID, owner: decision.owner)
            var flight = PayoutFlight(
                PayoutMachine(stored: before, settings: settings, partner: upstream.partner), asker: decision.person)
            try flight.decided(
                decision.decision, by: decision.person.name ?? "uid \(decision.person.uid)", uid: decision.person.uid,
                reason: decision.reason, at: clock.wallNow)
            let sends = decision.decision == .resend
            guard !sends || gate.admit() else { throw .upstreamUnavailable }
            await perform(flight, isAdmitted: sends, decided: decision.news)
        } catch {
            decision.news.come(.refused(error))
        }
    }
}
