@testable import Gateway

/// What interrupts the payout's own course, as `PayoutProcessor` and its book have it: one thing at a time, and what came first comes first.
extension Simulation {
    enum Matter {
        /// A person decides, about the payout as it was `seen` then. Whether what that person says of OY! was true then.
        case decided(PayoutDecision, by: UInt32, at: Int64, seen: Payout, isTrue: Bool)
        /// OY! was heard to have, or to have had, what was of that version then.
        case heard(AttemptReading, version: Int64)
    }

    /// Somebody decides; in the middle of something, others may hear of the payout just then.
    func decides(_ decision: PayoutDecision, by uid: UInt32) {
        guard let seen = onDisk else { return }
        if flight != nil { sights.decisionsThatWaited += 1 }
        take(.decided(decision, by: uid, at: now, seen: seen, isTrue: isTrue(decision)))
        if flight != nil, chance.percent(30) { looksUp(within: 2000) }
    }

    /// OY! pays, or finds that it can't: in some runs its support says so sooner than its API does.
    func executes(_ record: Int) {
        oy.execute(record)
        guard chance.percent(weather.decidesMeanwhile) else { return }
        let decision = oy.records[record].ending == "000" ? .paid : chance.one(of: [PayoutDecision.notPaid, .notPaid, .resend])
        schedule(.decides(decision, by: Self.another), in: Int64(chance.below(60_000)))
    }

    /// Support has looked. What it says of OY! is true as it says so: nothing of it is on its way, and whatever OY! has of it has failed.
    private func isTrue(_ decision: PayoutDecision) -> Bool {
        switch decision {
        case .paid: oy.executions > 0
        case .notPaid, .resend: onTheirWay.isEmpty && oy.records.allSatisfy { $0.hasEnded && $0.ending != "000" }
        case .cancel, .approve, .decline: true
        }
    }

    /// Now, or after the flight.
    func take(_ matter: Matter) {
        if flight == nil { carryOut(matter) } else { interventions.append(matter) }
    }

    func carryOutWaiting() {
        while flight == nil, !interventions.isEmpty { carryOut(interventions.removeFirst()) }
    }

    /// OY! was heard to have it, and that waits for its turn.
    var isHeardToBeAlive: Bool {
        interventions.contains { if case .heard = $0 { true } else { false } }
    }

    private func carryOut(_ matter: Matter) {
        switch matter {
        case .heard(let heard, let version): note(heard, version)
        case .decided(let decision, let uid, let time, let seen, let isTrue):
            // What was wrong from the beginning only the gateway stops, which heard better since. Where it did not, the person learns that.
            guard isTrue || decision.needsSettling && witness.isOvertaken(seen) else { return }
            carryOut(decision, by: uid, at: time, seen: seen)
        }
    }

    private func carryOut(_ decision: PayoutDecision, by uid: UInt32, at time: Int64, seen: Payout) {
        guard let present = onDisk, decision != .resend || isClear else { return }
        if mutant == .cancelsWhatMayHaveBeenSent, decision == .cancel, present.state == .unknown { onDisk?.state = .recorded }
        if mutant == .changesFinalStates, decision == .cancel, present.state.isFinal {
            var changed = present
            changed.state = .cancelled
            return toDisk(changed)
        }
        decisions += 1
        let reason = "as ticket \(decisions) says"
        begin(stored: onDisk) { flight in
            self.spoil(flight, for: decision)
            do throws(PayoutRefusal) {
                try flight.decided(
                    self.mutant == .recordsPaidAsNotPaid && decision == .paid ? .notPaid : decision, by: "ops", uid: uid, reason: reason,
                    on: self.grounds(of: decision, seen: seen, present), at: self.wall)
                self.sights.decided[Sights.Decided(decision: decision, state: present.state), default: 0] += 1
                self.witness.decided(decision, by: uid, at: time, reason: reason, seen: seen, takenAt: self.now)
            } catch {
                self.sights.saw(error)
            }
        }
    }

    private func grounds(of decision: PayoutDecision, seen: Payout, _ present: Payout) -> DecisionGrounds {
        var grounds = DecisionGrounds(seen: seen, isHeardToBeAlive: isHeardToBeAlive, timeToSettle: timeToSettle)
        if mutant == .rule2DecidesAgainstOYsWord { grounds.seen = present }
        if mutant == .rule2DecidesAgainstWhatWasHeard { grounds.isHeardToBeAlive = false }
        if doesNotSettle(decision) { grounds.timeToSettle = .zero }
        return grounds
    }

    /// Mutants that spoil what a decision goes by.
    private func spoil(_ flight: PayoutFlight, for decision: PayoutDecision) {
        if mutant == .approvalIsTheAskersOwn { flight.machine.payout.requestedByUID = 77 }
        if mutant == .approvesWhatOYHas { flight.machine.payout.livesOnSince = nil }
        if doesNotSettle(decision) { flight.machine.payout.lastSentAt = nil }
    }

    private func doesNotSettle(_ decision: PayoutDecision) -> Bool {
        mutant == .rule2RecordsNotPaidBeforeItSettles && decision == .notPaid
            || mutant == .rule3ResendsBeforeItSettles && decision == .resend
    }
}
