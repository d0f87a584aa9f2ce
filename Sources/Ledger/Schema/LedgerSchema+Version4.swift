extension LedgerSchema {
    /// What outlives an event: whose it was, so that nobody hears of a gap who could not have seen what is gone, and its
    /// identity, so that nobody is told the same payment again. And what OY!'s books were seen to say: virtual accounts by
    /// their numbers, which callbacks name, and since when payments are reported here.
    static let version4 = """
        -- The newest event that was deleted, of each kind and owner. An empty owner: they belonged to nobody.
        CREATE TABLE deleted_events (
          kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
          owner TEXT NOT NULL,
          newest INTEGER NOT NULL CHECK (newest > 0),
          PRIMARY KEY (kind, owner)
        ) STRICT, WITHOUT ROWID;

        -- What was deleted before this version may have been anybody's.
        INSERT INTO deleted_events (kind, owner, newest)
        SELECT kinds.kind, owners.owner, event_floor.floor - 1
        FROM (SELECT 1 AS kind UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) AS kinds,
          (SELECT '' AS owner UNION SELECT caller FROM payouts) AS owners, event_floor
        WHERE event_floor.floor > 1;

        -- Identities of events that were deleted.
        CREATE TABLE told_before (
          identity TEXT PRIMARY KEY NOT NULL CHECK (identity <> ''),
          time_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Those that may be forgotten.
        CREATE INDEX told_before_by_time ON told_before (time_ms);

        CREATE TRIGGER event_leaves_its_trace AFTER DELETE ON events
        BEGIN
          INSERT INTO deleted_events (kind, owner, newest) VALUES (OLD.kind, ifnull(OLD.owner, ''), OLD.cursor)
          ON CONFLICT (kind, owner) DO UPDATE SET newest = max(newest, excluded.newest);
          INSERT INTO told_before (identity, time_ms) SELECT OLD.identity, OLD.time_ms WHERE OLD.identity IS NOT NULL
          ON CONFLICT (identity) DO NOTHING;
        END;

        -- How many events a callback has brought since it was last concluded.
        ALTER TABLE callbacks ADD COLUMN told_open INTEGER NOT NULL DEFAULT 0 CHECK (told_open >= 0);

        -- One row: when the first callback about a payment came in.
        CREATE TABLE payments_since (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          since_ms INTEGER NOT NULL
        ) STRICT;
        INSERT INTO payments_since (id, since_ms)
        SELECT 1, received_at_ms FROM callbacks WHERE kind = 'va' ORDER BY received_at_ms LIMIT 1;

        CREATE TRIGGER payments_begin AFTER INSERT ON callbacks
        WHEN NEW.kind = 'va' AND NOT EXISTS (SELECT 1 FROM payments_since)
        BEGIN INSERT INTO payments_since (id, since_ms) VALUES (1, NEW.received_at_ms); END;

        -- Virtual accounts by the numbers that they have or had.
        CREATE TABLE virtual_accounts (
          number TEXT NOT NULL CHECK (number <> ''),
          id TEXT NOT NULL CHECK (id <> ''),
          partner_user_id TEXT NOT NULL,
          seen_at_ms INTEGER NOT NULL,
          PRIMARY KEY (number, id)
        ) STRICT, WITHOUT ROWID;

        -- Those that may be forgotten.
        CREATE INDEX virtual_accounts_by_time ON virtual_accounts (seen_at_ms);
        """
}
