extension LedgerSchema {
    /// As which of OY!'s partners a payout was last sent (`PartnerMark`). Null where it never was, and of what was last sent before
    /// this version.
    static let version7 = """
        ALTER TABLE payouts ADD COLUMN partner_mark INTEGER;
        """
}
