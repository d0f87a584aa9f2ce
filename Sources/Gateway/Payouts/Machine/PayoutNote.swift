/// What the audit trail says about a step.
enum PayoutNote: Sendable, Equatable {
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
