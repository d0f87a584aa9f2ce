/// What a payout's turn brings, by the clock: rules 3 and 5.
extension PayoutMachine {
    /// Its time has come (`nextActionAt`), or somebody can't wait for it.
    ///
    /// - Parameter clear: whether OY! may be called now. Where not, nothing is done that needs OY!, and nothing changes.
    mutating func turnCame(at now: WallTime, clear: Bool) -> [PayoutAction] {
        precondition(activity == .idle && isStored)
        let isCorrected = correctForClockSetBack(at: now)
        if needsOY(at: now) {
            guard clear else {
                guard isCorrected else { return [] }
                // On disk, or it would be corrected to another time at each turn. And due: it may be had for late by the clock as it was.
                payout.nextActionAt = payout.nextActionAt.map { min($0, now) }
                return [record(at: now, [])]
            }
            if payout.state == .recorded { return send(at: now) }
            activity = .asking(since: now)  // Rule 5.
            return [.ask]
        }
        switch payout.state {
        case .recorded where payout.livesOnSince != nil:
            // Heard while it was being approved, say. Rule 3: what OY! has is not sent again.
            return cancel(because: "OY! has, or has paid, a payout of this id", at: now)
        case .recorded where now >= payout.sendUntil:
            // Rule 3: nobody expects a payout hours later. Nothing was ever created, so nothing is lost.
            return cancel(because: "could not be sent in time", at: now, alarm: .notSentInTime)
        case .awaitingApproval where now >= payout.nextActionAt ?? now:
            return cancel(because: "was not approved in time", at: now)
        case .recorded, .unknown, .inProgress:
            return leaveAlone(at: now)
        case .awaitingApproval:
            return isCorrected ? [record(at: now, [])] : []
        case .completed, .failed, .rejected, .cancelled:
            return []
        }
    }

    /// Times further ahead than they can be were written down before the clock was set back. They are corrected, so that the payout is
    /// not sent a day late, OY!'s "not found" is not disbelieved for a day (rule 3), and nobody approves it a day late. No byte of it leaves
    /// later than an attempt's time from now.
    ///
    /// - Returns: whether there were any.
    private mutating func correctForClockSetBack(at now: WallTime) -> Bool {
        let before = (payout.sendUntil, payout.lastSentAt, payout.nextActionAt)
        payout.sendUntil = min(payout.sendUntil, now.advanced(by: settings.sendFor))
        payout.lastSentAt = payout.lastSentAt.map { min($0, now.advanced(by: settings.attemptTimeout)) }
        if payout.state == .awaitingApproval {
            payout.nextActionAt = payout.nextActionAt.map { min($0, now.advanced(by: settings.approveWithin)) }
        }
        return before != (payout.sendUntil, payout.lastSentAt, payout.nextActionAt)
    }

    /// Whether its turn would call OY!, were it now.
    func needsOY(at now: WallTime) -> Bool {
        switch payout.state {
        case .recorded: payout.livesOnSince == nil && now < payout.sendUntil && payout.belongs(to: partner)
        case .unknown, .inProgress: payout.belongs(to: partner)
        case .awaitingApproval, .completed, .failed, .rejected, .cancelled: false
        }
    }

    /// By the gateway itself, so nobody is recorded as having decided it: the approver did not cancel it.
    private mutating func cancel(
        because reason: String, at now: WallTime, alarm: PayoutAlarm? = nil
    ) -> [PayoutAction] {
        payout.decidedBy = nil
        payout.reason = reason
        return raising([alarm], after: move(to: .cancelled, at: now), at: now)
    }

    /// It was sent as another partner than the gateway is now. Asked by this one, OY! would say "not found", and would take a re-send for
    /// a new payout (rule 3). So it is left alone; its turn comes again, and so does the alarm.
    private mutating func leaveAlone(at now: WallTime) -> [PayoutAction] {
        let next = now.advanced(by: PayoutLimits.longestPoll)
        payout.nextActionAt = payout.state == .recorded ? min(next, max(payout.sendUntil, now)) : next
        return raising([.sentAsAnotherPartner], after: [], at: now)
    }
}
