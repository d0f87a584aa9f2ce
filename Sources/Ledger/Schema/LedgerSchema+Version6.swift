extension LedgerSchema {
    /// Since when a payout is UNKNOWN, so that one that waited long for approval is not taken for one whose fate has been unknown
    /// for so long. Null where it is in another state, and of what became UNKNOWN before this version.
    static let version6 = """
        ALTER TABLE payouts ADD COLUMN unknown_since_ms INTEGER;
        """
}
