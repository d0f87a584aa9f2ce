extension LedgerSchema {
    /// Makes a payout's rows cheaper to write.
    ///
    /// * Its statements call no function any more. One that fires triggers and calls a function (`json_valid`, `length`) may,
    ///   for all SQLite knows, fail half-way with ABORT, so it keeps each page that it touches as it was before: of a payout's
    ///   pages that is half, the other half being the audit's, which keeps its functions: each entry is JSON of ours and must
    ///   be seen to be. Events are written by a payout's triggers, so what `events` checks is checked there, too: that facts are
    ///   JSON is found out by `json_tree`, a table and no function. What is no JSON it ends as an error of SQL ("malformed
    ///   JSON"), before there is a row. From SQLite 3.42 on it takes JSON5 for JSON; what the gateway writes goes through
    ///   `json_valid` besides (`EventStatements`), and a start looks at the newest facts (`OpeningChecks`).
    /// * The end of the chain and of the events is looked up without an aggregate.
    /// * `payouts_counted` is gone: a day is added up once after a start, and then kept in memory (`DaySumCache`).
    ///
    /// SQLite can't change a CHECK, and a copy of a large table takes minutes. So the stored text is changed, as
    /// <https://www.sqlite.org/lang_altertable.html#otheralter> describes it for a CHECK that is taken away. Editing it
    /// does not raise SQLite's own version of the schema, by which other connections notice; the statements before it do: keep at least one.
    static let version5 = """
        DROP INDEX payouts_counted;

        DROP TRIGGER audit_is_appended_to;
        CREATE TRIGGER audit_is_appended_to BEFORE INSERT ON audit
        WHEN NEW.seq IS NOT ifnull((SELECT seq FROM audit ORDER BY seq DESC LIMIT 1), 0) + 1
        BEGIN SELECT RAISE(FAIL, 'an entry is only ever added at the end of the chain'); END;

        DROP TRIGGER event_is_appended;
        CREATE TRIGGER event_is_appended AFTER INSERT ON events
        WHEN NEW.cursor <> (SELECT cursor FROM events ORDER BY cursor DESC LIMIT 1)
        BEGIN SELECT RAISE(FAIL, 'an event is only ever added at the end'); END;

        -- `json_tree` gives at least one row, or an error: the message is never read.
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
