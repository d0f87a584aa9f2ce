/// What is to be done after an event, in this order. Whoever performs them stops at the first `.record` that fails:
/// what stands after it must not happen without it (rules 1 and 7).
enum PayoutAction: Sendable, Equatable {
    /// Write the payout as it stands now, together with these notes, and wait until it is on disk.
    case record([PayoutNote])
    /// Send the payout's bytes to `remit`, once.
    case send
    /// Ask `remit-status` about it, once.
    case ask
    /// Tell the operators.
    case alarm(PayoutAlarm)
}
