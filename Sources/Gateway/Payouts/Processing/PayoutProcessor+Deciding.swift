import Synchronization

/// What interrupts a payout's own course, one thing at a time: people's decisions (cancel, approve, decline, resolve), and that OY! was
/// heard to have it.
extension PayoutProcessor {
    /// Carries out a person's decision. It waits for an attempt that is under way, as only its end shows what can
    /// still be decided.
    ///
    /// - Parameters:
    ///   - id: the payout.
    ///   - person: who decides, as the kernel and the configuration say. Whether it may is the policy's question.
    ///   - owner: only this caller's payouts; nil for anybody's.
    ///   - deadline: the caller's. A decision that could not be carried out by then may still be.
    /// - Returns: the payout as it is on disk afterwards.
    /// - Throws: as `PayoutMachine.decided`, `.notFound`, `.notSending`, `.ledgerUnavailable`, `.upstreamUnavailable`, `.stillDeciding`,
    ///   `.tooManyDecisions`, `.shuttingDown`.
    func decide(
        _ decision: PayoutDecision, about id: String, by person: AuditCaller, reason: String, owner: String?,
        deadline: MonotonicInstant
    ) async throws(PayoutRefusal) -> Payout {
        let seen = try await payout(named: id, owner: owner)
        guard settings.sends || !decision.sends else { throw .notSending }
        let matter = Intervention.Matter.decided(decision, by: person, reason: reason, owner: owner, seen: seen)
        return try await take(matter, about: id, deadline: deadline)
    }

    /// Queues it and waits until it was carried out, or until shortly before the deadline.
    func take(
        _ matter: Intervention.Matter, about id: String, deadline: MonotonicInstant
    ) async throws(PayoutRefusal) -> Payout {
        let made = Intervention(partnerTrxID: id, matter: matter, news: Once())
        switch flights.withLock({ $0.enqueue(made) }) {
        case .now: hand(made)
        case .waits: break
        case .noRoom: throw .tooManyDecisions
        }
        switch await hear(made.news, by: deadline) {
        case .payout(let payout): return payout
        case .refused(let refusal): throw refusal
        case .timeIsUp: throw .stillDeciding
        }
    }

    /// Carries out an intervention whose turn it is, in a task of its own, and those that come meanwhile; refuses them if the gateway is
    /// stopping.
    func hand(_ intervention: Intervention) {
        work.begin {
            await self.carryOut(intervention)
            await self.carryOutWaiting(for: intervention.partnerTrxID)
        } orElse: {
            self.refuseAll(from: intervention)
        }
    }

    /// What happened to the payout is over: carries out what waited for that, one after the other.
    func carryOutWaiting(for id: String) async {
        while let intervention = flights.withLock({ $0.landed(id) }) { await carryOut(intervention) }
    }

    private func refuseAll(from first: Intervention) {
        var turn: Intervention? = first
        while let intervention = turn {
            intervention.news.come(.refused(.shuttingDown))
            turn = flights.withLock { $0.landed(intervention.partnerTrxID) }
        }
    }

    /// Carries out one intervention; the payout is taken for it.
    private func carryOut(_ intervention: Intervention) async {
        let id = intervention.partnerTrxID
        do throws(PayoutRefusal) {
            switch intervention.matter {
            case .decided(let decision, let person, let reason, let owner, let seen):
                let present = try await payout(named: id, owner: owner)
                let flight = resting(present, caller: person)
                let grounds = DecisionGrounds(seen: seen, isHeardToBeAlive: isHeardToBeAlive(id), timeToSettle: timeToSettle())
                try flight.decided(
                    decision, by: person.name ?? "uid \(person.uid)", uid: person.uid, reason: reason, on: grounds,
                    at: clock.wallNow)
                let permit = decision == .resend ? gate.admit() : nil
                if decision == .resend && permit == nil { throw .upstreamUnavailable }
                await perform(flight, permit, decided: intervention.news)
            case .heard(let heard, let version, let partner, let caller):
                let before = try await payout(named: id, owner: nil)
                let flight = resting(before, caller: caller, as: partner)
                flight.heard(heard, since: version, at: clock.wallNow)
                await perform(flight, nil, decided: intervention.news)
                // Where there was nothing to be written of the payout itself.
                if flight.onDisk == before { try await recordContradictions([heard], of: before, heardBy: caller) }
                intervention.news.come(.payout(before))
            }
        } catch {
            intervention.news.come(.refused(error))
        }
    }
}
