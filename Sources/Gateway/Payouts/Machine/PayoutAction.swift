/// What is to be done after an event, in this order. Whoever performs them stops at the first `.record` that fails:
/// what stands after it must not happen without it (rules 1 and 7).
public enum PayoutAction: Sendable, Equatable {
    /// Write the payout as it stands now, together with these notes, and wait until it is on disk.
    case record([PayoutNote])
    /// Send the payout's bytes to `remit`, once.
    case send
    /// Ask `remit-status` about it, once.
    case ask
    /// Tell the operators.
    case alarm(PayoutAlarm)
}

/// What the audit trail says about a step.
public enum PayoutNote: Sendable, Equatable {
    /// It was asked for, stands on disk, and waits.
    case created(PayoutState)
    /// It was asked for and stands on disk as UNKNOWN from the first, since its first attempt at sending begins.
    case createdAndBegun
    /// An attempt at sending begins: the number counts from 1.
    case attemptBegan(Int)
    /// That attempt ended.
    case attemptEnded(Int, AttemptReading)
    /// `remit-status` was asked.
    case asked(AttemptReading)
    /// Its state changed.
    case moved(from: PayoutState, to: PayoutState)
    /// A person decided.
    case decided(PayoutDecision, by: String, reason: String)
    /// Something that a person should look at.
    case alarm(PayoutAlarm)
}

/// What a person can decide about a payout.
public enum PayoutDecision: String, Sendable, CaseIterable {
    case cancel
    case approve
    case decline
    /// Send it again, the same bytes under the same id.
    case resend
    /// It was paid.
    case paid
    /// It was not paid and never will be.
    case notPaid = "not_paid"
}
