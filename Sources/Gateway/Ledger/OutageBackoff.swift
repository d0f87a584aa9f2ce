/// How long OY! is left alone after the ledger failed: what OY! says meanwhile can't be written down, so each payout or callback that is
/// due would be asked about again and again. Pure.
struct OutageBackoff {
    private var failures = 0
    /// How often a turn was taken since the start that left its payout as it was on disk: it failed, or the turn was passed over.
    private(set) var losses = 0
    /// When it is over; nil while all is well.
    private(set) var until: MonotonicInstant?

    func isResting(at now: MonotonicInstant) -> Bool {
        until.map { now < $0 } ?? false
    }

    /// The ledger could not be written, or read. What fails while it rests was under way before, and counts once.
    mutating func ledgerFailed(at now: MonotonicInstant) {
        losses += 1
        guard !isResting(at: now) else { return }
        until = now.advanced(by: Limits.firstOutagePause.doubled(failures, atMost: Limits.longestOutagePause))
        failures += 1
    }

    /// A turn that was due did not take place, though nothing failed.
    mutating func turnPassedOver() {
        losses += 1
    }

    /// A commit is on disk, whoever's: the ledger is back.
    mutating func committed() {
        failures = 0
        until = nil
    }
}
