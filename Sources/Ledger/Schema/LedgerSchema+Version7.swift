extension LedgerSchema {
    /// As which of OY!'s partners a payout left (`PartnerFingerprint`). Null where it surely never left, and of what left before this
    /// version.
    static let version7 = """
        ALTER TABLE payouts ADD COLUMN partner_mark INTEGER;
        """
}
