import Synchronization

/// What interrupts a payout's own course, one thing at a time: people's decisions (cancel, approve, decline, resolve), and that OY! was
/// heard to have it.
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
    /// - Throws: `.notFound`, `.notPossible`, `.livesOn`, `.notInTime`, `.notAnother`, `.sentAsAnotherPartner`, `.notSettled`, `.reasonMissing`, `.ledgerUnavailable`,
    ///   `.upstreamUnavailable`, `.stillDeciding`, `.tooManyDecisions`, `.shuttingDown`.
    public func decide(
        _ decision: PayoutDecision, about id: String, by person: AuditCaller, reason: String, owner: String?,
        deadline: MonotonicInstant
    ) async throws(PayoutRefusal) -> Payout {
        _ = try await payout(named: id, owner: owner)
        return try await take(.decided(decision, by: person, reason: reason, owner: owner), about: id, deadline: deadline)
    }

    /// Queues it and waits until it was carried out, or until shortly before the deadline.
    func take(
        _ matter: DeskDecision.Matter, about id: String, deadline: MonotonicInstant
    ) async throws(PayoutRefusal) -> Payout {
        guard let made = queue(matter, about: id) else { throw .tooManyDecisions }
        switch await hear(made.news, by: deadline) {
        case .payout(let payout): return payout
        case .refused(let refusal): throw refusal
        case .timeIsUp: throw .stillDeciding
        }
    }

    /// Has it done when its turn has come; nil where too much waits for that already.
    private func queue(_ matter: DeskDecision.Matter, about id: String) -> DeskDecision? {
        guard book.withLock({ $0.hasRoomForDecision(about: id) }) else { return nil }
        let made = DeskDecision(partnerTrxID: id, matter: matter, news: Once())
        if book.withLock({ $0.decides(made) }) { hand(made) }
        return made
    }

    /// Carries out a decision whose turn it is, and those that came meanwhile.
    func decide(_ first: DeskDecision) async {
        var turn: DeskDecision? = first
        while let decision = turn {
            await carryOut(decision)
            turn = book.withLock { $0.landed(decision.partnerTrxID) }
        }
    }

    /// Carries out a decision whose turn it is, in a task of its own; refuses it if the gateway is stopping.
    func hand(_ decision: DeskDecision) {
        work.begin {
            await self.decide(decision)
        } orElse: {
            self.refuse(decision)
        }
    }

    /// Refuses a decision whose turn it is, and those behind it, as the gateway stops.
    private func refuse(_ first: DeskDecision) {
        var turn: DeskDecision? = first
        while let decision = turn {
            decision.news.come(.refused(.shuttingDown))
            turn = book.withLock { $0.landed(decision.partnerTrxID) }
        }
    }

    /// Carries out one decision; the payout is taken for it.
    func carryOut(_ decision: DeskDecision) async {
        do throws(PayoutRefusal) {
            switch decision.matter {
            case .decided(let made, let person, let reason, let owner):
                let flight = resting(try await payout(named: decision.partnerTrxID, owner: owner), asker: person)
                try flight.decided(
                    made, by: person.name ?? "uid \(person.uid)", uid: person.uid, reason: reason, at: clock.wallNow)
                if made.needsSettling { try throwUnlessSettled() }
                let sends = made == .resend
                guard !sends || gate.admit() else { throw .upstreamUnavailable }
                await perform(flight, isAdmitted: sends, decided: decision.news)
            case .foundAlive(let version):
                let before = try await payout(named: decision.partnerTrxID, owner: nil)
                let flight = resting(before)
                flight.foundAlive(since: version, at: clock.wallNow)
                await perform(flight, isAdmitted: false, decided: decision.news)
                // Where there was nothing to be written.
                decision.news.come(.payout(before))
            }
        } catch {
            decision.news.come(.refused(error))
        }
    }

    private func throwUnlessSettled() throws(PayoutRefusal) {
        let remaining = timeToSettle()
        guard remaining == .zero else { throw .notSettled(until: clock.wallNow.advanced(by: remaining)) }
    }
}
