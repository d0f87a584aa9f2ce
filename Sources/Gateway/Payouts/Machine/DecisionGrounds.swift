/// What a decision that an earlier attempt could make wrong (`PayoutDecision.needsSettling`) is measured by, beside the payout itself. The
/// daemon and the simulation both say it.
struct DecisionGrounds {
    /// The payout as it was when the person decided. Its turn may have come since.
    var seen: Payout
    /// Somebody else heard meanwhile that OY! has it, and that waits to be written down.
    var isHeardToBeAlive: Bool
    /// How long it is until what has settled by the wall clock surely has; zero where it has.
    var timeToSettle: Duration

    /// Whether OY! has said since then that it has the payout, as it is at `present`. That counts for more than what somebody decided who
    /// had not heard it (rule 2).
    func isOvertaken(_ present: Payout) -> Bool {
        isHeardToBeAlive || present.wasAcknowledged(since: seen)
    }
}
