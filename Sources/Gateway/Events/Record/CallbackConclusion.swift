/// What became of a callback. The raw values are what the ledger stores, so they never change.
public enum CallbackConclusion: String, Sendable, CaseIterable {
    /// It was told as an event.
    case told = "TOLD"
    /// All of it was told before, or is no news any more.
    case repeated = "REPEATED"
    /// OY!'s API says otherwise. Kept, and never told.
    case contradicted = "CONTRADICTED"
    /// OY!'s API says otherwise than the ledger of a payout that was thought to be settled: a person must look.
    case disputed = "DISPUTED"
    /// OY! answers, and its answers neither confirm nor deny it. Kept, and not told.
    case unconfirmed = "UNCONFIRMED"

    /// As metrics have it, and the audit trail for all but what was told.
    public var word: String { rawValue.lowercased() }
}
