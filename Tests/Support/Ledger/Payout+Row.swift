import Gateway

/// What the ledger's schema makes of a payout.
extension Payout {
    /// Which condition of the table its row would break; nil where it breaks none.
    var flaw: String? {
        let counts = [attempts, attemptsUnsent, attemptsRefused, fruitlessTurns]
        if partnerTrxID.isEmpty || caller.isEmpty || body.isEmpty { return "something that was asked for is empty" }
        if amountRupiah <= 0 || version < 1 || counts.contains(where: { $0 < 0 }) { return "a number is too small" }
        if attemptsUnsent + attemptsRefused > attempts { return "attempts_add_up" }
        if attempts != attemptsUnsent + attemptsRefused, isSaidToBeUnsent { return "unsent_is_certain" }
        if (finalAt != nil) != state.isFinal { return "final_has_a_time" }
        if (nextActionAt != nil) == state.isFinal { return "open_has_a_next_action" }
        return nil
    }

    private var isSaidToBeUnsent: Bool {
        switch state {
        case .recorded, .awaitingApproval, .cancelled, .rejected: true
        case .unknown, .inProgress, .completed, .failed: false
        }
    }

    /// As it stands after a change to `new`: what it was asked for never changes.
    func changed(to new: Payout) -> Payout {
        var changed = Payout(
            partnerTrxID: partnerTrxID, caller: caller, body: body, amountRupiah: amountRupiah, recipientBank: recipientBank,
            createdAt: createdAt, requestedByUID: requestedByUID, state: new.state, sendUntil: new.sendUntil,
            nextActionAt: new.nextActionAt)
        changed.version = new.version
        changed.updatedAt = new.updatedAt
        changed.unknownSince = new.unknownSince
        changed.finalAt = new.finalAt
        changed.attempts = new.attempts
        changed.attemptsUnsent = new.attemptsUnsent
        changed.attemptsRefused = new.attemptsRefused
        changed.lastSentAt = new.lastSentAt
        changed.partner = new.partner
        changed.isAcknowledged = new.isAcknowledged
        changed.notFoundSince = new.notFoundSince
        changed.livesOnSince = new.livesOnSince
        changed.trxID = new.trxID
        changed.oyCode = new.oyCode
        changed.oyMessage = new.oyMessage
        changed.oyTimestamp = new.oyTimestamp
        changed.oyHTTPStatus = new.oyHTTPStatus
        changed.fruitlessTurns = new.fruitlessTurns
        changed.decidedBy = new.decidedBy
        changed.reason = new.reason
        return changed
    }
}
