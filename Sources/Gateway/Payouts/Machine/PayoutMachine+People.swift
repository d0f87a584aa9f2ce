/// What people decide: withdrawing, approving, declining, and an operator's word where OY!'s does not come (rule 2).
extension PayoutMachine {
    /// - Parameters:
    ///   - person: the name of the caller that decides. Whether it may is the policy's question.
    ///   - uid: of that person, as the kernel says.
    ///   - reason: in that person's words; required for resolving and declining.
    ///   - grounds: what happened since, and what the clocks show.
    /// - Throws: `.overtaken`, `.notPossible`, `.livesOn`, `.notInTime`, `.notAnother`, `.sentAsAnotherPartner`, `.notSettled` or
    ///   `.reasonMissing`; the machine is as before.
    mutating func decided(
        _ decision: PayoutDecision, by person: String, uid: UInt32, reason: String, on grounds: DecisionGrounds, at now: WallTime
    ) throws(PayoutRefusal) -> [PayoutAction] {
        precondition(activity == .idle && isStored)
        if decision.needsSettling && grounds.isOvertaken(payout) { throw .overtaken(decision, in: payout.state) }
        guard isPossible(decision) else { throw .notPossible(decision, in: payout.state) }
        if decision == .approve || decision == .resend, payout.livesOnSince != nil { throw .livesOn }
        if decision == .approve, let expiry = payout.nextActionAt, now >= expiry { throw .notInTime(decision) }
        if decision.takesAnother && !isAnother(person, uid: uid) { throw .notAnother(decision) }
        if decision.needsReason && reason.allSatisfy(\.isWhitespace) { throw .reasonMissing }
        if decision == .resend && !payout.belongs(to: partner) { throw .sentAsAnotherPartner }
        if decision.needsSettling && now < settledAt { throw .notSettled(until: settledAt) }
        if decision.needsSettling && grounds.timeToSettle > .zero { throw .notSettled(until: now.advanced(by: grounds.timeToSettle)) }
        payout.decidedBy = person
        payout.reason = reason
        // It ends by this person's word (`failedByOperatorsWord`), whatever end OY! was heard to speak of before: the trail keeps that.
        let heard = StatusVerdict(code: payout.oyCode)
        if decision == .paid || decision == .notPaid, heard == .completed || heard == .failed {
            (payout.oyCode, payout.oyMessage, payout.oyHTTPStatus) = (nil, nil, nil)
        }
        let note = PayoutNote.decided(decision, by: person, reason: reason)
        switch decision {
        case .cancel, .decline:
            return [record(at: now, [note] + move(to: .cancelled, at: now))]
        case .paid:
            return [record(at: now, [note] + move(to: .completed, at: now))]
        case .notPaid:
            return [record(at: now, [note] + move(to: .failed, at: now))]
        case .approve:
            payout.sendUntil = now.advanced(by: settings.sendFor)
            payout.nextActionAt = now
            return [record(at: now, [note] + move(to: .recorded, at: now))]
        case .resend:
            // The operator has it from OY!'s support that nothing came of it, whatever OY! had said before.
            payout.sendUntil = now.advanced(by: settings.sendFor)
            payout.isAcknowledged = false
            return send(at: now, after: [note])
        }
    }

    /// Whether a person is surely not the one who asked: neither by name nor by uid. Two names for one uid are one person.
    private func isAnother(_ person: String, uid: UInt32) -> Bool {
        guard let requestedByUID = payout.requestedByUID else { return false }
        return uid != requestedByUID && person != payout.caller
    }

    /// In which states a decision can be taken. In none that is final, ever.
    private func isPossible(_ decision: PayoutDecision) -> Bool {
        switch decision {
        // Nothing is being sent and nothing can have come of what was: else it would be UNKNOWN.
        case .cancel: payout.state == .recorded || payout.state == .awaitingApproval
        case .approve, .decline: payout.state == .awaitingApproval
        case .paid, .notPaid: payout.state.movesByOYsWord
        // What OY! is working on is not sent again, not even by an operator.
        case .resend: payout.state == .unknown
        }
    }
}
