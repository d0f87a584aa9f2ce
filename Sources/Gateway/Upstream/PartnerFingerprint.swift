/// Which of OY!'s partners the gateway is: the base URL and the user name, as a digest that shows neither.
///
/// OY! tells one payout from another by its id within one partner only: asked under another user name, or at another address, it knows
/// nothing of a payout that it may have made. So a payout stays with the partner that it was sent as (docs/payouts.md, rule 3).
public struct PartnerFingerprint: Sendable, Hashable {
    /// As the ledger keeps it: the first eight bytes of a SHA-256, so it never means anything else in a later version.
    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }
}
