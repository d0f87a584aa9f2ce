/// How long the resolver leaves OY! alone after a commit that failed: what OY! says meanwhile can't be written down, so each payout
/// that is due would be asked about again and again. Pure.
struct ResolverRest {
    private var failures = 0
    private var until: MonotonicInstant?

    func isResting(at now: MonotonicInstant) -> Bool {
        until.map { now < $0 } ?? false
    }

    /// A commit failed. Those that fail while it rests were under way before, and count once.
    mutating func commitFailed(at now: MonotonicInstant) {
        guard !isResting(at: now) else { return }
        until = now.advanced(by: PayoutLimits.firstOutagePause.doubled(failures, atMost: PayoutLimits.longestOutagePause))
        failures += 1
    }

    /// A commit is on disk, whoever's: the ledger is back.
    mutating func committed() {
        failures = 0
        until = nil
    }
}
