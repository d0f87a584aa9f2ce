extension LedgerSchema {
    /// Since when OY! is known to have, or to have paid, what stands here as not paid. Null of all others, and where it was heard
    /// before this version.
    static let version8 = """
        ALTER TABLE payouts ADD COLUMN lives_on_since_ms INTEGER;
        """
}
