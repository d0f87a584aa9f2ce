extension LedgerSchema {
    /// A payout's statements call no function any more.
    ///
    /// A statement that fires triggers and calls a function (`json_valid`, `length`) may, for all SQLite knows, fail half-way
    /// with ABORT, so it keeps each page that it touches as it was before: thirteen pages for each payout, a third of what
    /// its rows cost. Events are written by a payout's triggers, so what `events` checks is checked there, too.
    ///
    /// Both conditions are as strong as before. That facts are JSON is found out by `json_tree`, a table and no function,
    /// which ends what is no JSON as an error of SQL ("malformed JSON"); where there are none, it is not asked. The audit keeps
    /// its functions: each entry is JSON of ours and must be seen to be.
    ///
    /// SQLite can't change a CHECK, and a copy of a large table takes minutes. So the stored text is changed, as
    /// <https://www.sqlite.org/lang_altertable.html#otheralter> describes it for a CHECK that is taken away.
    static let version5 = """
        CREATE TRIGGER event_facts_are_json BEFORE INSERT ON events
        WHEN NEW.facts IS NOT NULL AND NOT EXISTS (SELECT 1 FROM json_tree(NEW.facts))
        BEGIN SELECT RAISE(FAIL, 'the facts of an event are JSON'); END;

        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (length(body) > 0)', 'CHECK (body <> x'''')')
        WHERE type = 'table' AND name = 'payouts';
        UPDATE sqlite_schema
        SET sql = replace(sql, ' CONSTRAINT facts_are_json CHECK (facts IS NULL OR json_valid(facts))', '')
        WHERE type = 'table' AND name = 'events';
        -- Reads the tables as they are described now.
        PRAGMA writable_schema = RESET;
        """
}
