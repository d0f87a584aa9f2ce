extension LedgerSchema {
    /// Events in one order, the consumers' places in it, and the callbacks that are yet to be believed.
    ///
    /// A payout tells of itself: the triggers write its event in the transaction of the change, whoever makes it. Their
    /// guards raise FAIL for the reason that stands at version 1.
    static let version3 = """
        CREATE TABLE events (
          cursor INTEGER PRIMARY KEY CHECK (cursor > 0),
          kind INTEGER NOT NULL CONSTRAINT kind_is_known CHECK (kind BETWEEN 1 AND 5),
          time_ms INTEGER NOT NULL,
          is_verified INTEGER NOT NULL CHECK (is_verified = 0 OR is_verified = 1),
          -- The caller whose payout it is about.
          owner TEXT,
          -- Makes it one event however often it is reported.
          identity TEXT,
          facts TEXT CONSTRAINT facts_are_json CHECK (facts IS NULL OR json_valid(facts)),
          partner_trx_id TEXT,
          previous_state TEXT,
          state TEXT,
          trx_id TEXT,
          oy_code TEXT,
          oy_message TEXT,
          CONSTRAINT payout_or_facts CHECK (
            (kind = 5) = (facts IS NULL) AND (kind = 5) = (state IS NOT NULL)
            AND (kind = 5) = (partner_trx_id IS NOT NULL))
        ) STRICT;

        CREATE UNIQUE INDEX events_by_identity ON events (identity) WHERE identity IS NOT NULL;

        -- One row: every event below it may have been deleted.
        CREATE TABLE event_floor (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          floor INTEGER NOT NULL
        ) STRICT;
        INSERT INTO event_floor (id, floor) VALUES (1, 1);

        CREATE TRIGGER event_is_appended AFTER INSERT ON events
        WHEN NEW.cursor <> (SELECT max(cursor) FROM events)
        BEGIN SELECT RAISE(FAIL, 'an event is only ever added at the end'); END;

        CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'an event never changes'); END;

        CREATE TRIGGER event_is_kept BEFORE DELETE ON events
        WHEN OLD.cursor >= (SELECT floor FROM event_floor) OR OLD.cursor = (SELECT max(cursor) FROM events)
        BEGIN SELECT RAISE(ABORT, 'an event is deleted only below the floor, and the newest never'); END;

        CREATE TRIGGER event_floor_rises BEFORE UPDATE ON event_floor WHEN NEW.floor < OLD.floor
        BEGIN SELECT RAISE(ABORT, 'the floor only rises'); END;

        CREATE TRIGGER event_floor_stays BEFORE DELETE ON event_floor
        BEGIN SELECT RAISE(ABORT, 'the floor is never deleted'); END;

        CREATE TRIGGER payout_tells_that_it_is_new AFTER INSERT ON payouts
        BEGIN
          INSERT INTO events (kind, time_ms, is_verified, owner, partner_trx_id, state, trx_id, oy_code, oy_message)
          VALUES (5, NEW.updated_at_ms, 1, NEW.caller, NEW.partner_trx_id, NEW.state, NEW.trx_id, NEW.oy_code, NEW.oy_message);
        END;

        CREATE TRIGGER payout_tells_its_state AFTER UPDATE OF state ON payouts WHEN NEW.state <> OLD.state
        BEGIN
          INSERT INTO events (kind, time_ms, is_verified, owner, partner_trx_id, previous_state, state, trx_id, oy_code, oy_message)
          VALUES (5, NEW.updated_at_ms, 1, NEW.caller, NEW.partner_trx_id, OLD.state, NEW.state, NEW.trx_id, NEW.oy_code, NEW.oy_message);
        END;

        CREATE TABLE consumers (
          caller TEXT NOT NULL CHECK (caller <> ''),
          name TEXT NOT NULL CHECK (name <> ''),
          cursor INTEGER NOT NULL CHECK (cursor >= 0),
          seen_at_ms INTEGER NOT NULL,
          PRIMARY KEY (caller, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER consumer_goes_forward BEFORE UPDATE ON consumers WHEN NEW.cursor < OLD.cursor
        BEGIN SELECT RAISE(FAIL, 'a consumer never goes backwards'); END;

        CREATE TRIGGER consumer_stays_in_the_past AFTER UPDATE ON consumers
        WHEN NEW.cursor > (SELECT ifnull(max(cursor), 0) FROM events)
        BEGIN SELECT RAISE(FAIL, 'a consumer acknowledges what there is'); END;

        -- What OY! claims, one row for each thing that it says.
        CREATE TABLE callbacks (
          id INTEGER PRIMARY KEY,
          -- SHA-256 over the kind and all that was said, in one form.
          digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
          kind TEXT NOT NULL CHECK (
            kind = 'va' OR kind = 'kyc' OR kind = 'pfm' OR kind = 'disbursement'),
          facts TEXT NOT NULL CHECK (json_valid(facts)),
          state TEXT NOT NULL CHECK (
            state = 'PENDING' OR state = 'TOLD' OR state = 'REPEATED' OR state = 'CONTRADICTED'
            OR state = 'DISPUTED' OR state = 'UNCONFIRMED'),
          -- How often it was received: ever, and since it was last concluded.
          times INTEGER NOT NULL CHECK (times >= 1),
          times_open INTEGER NOT NULL CHECK (times_open BETWEEN 1 AND times),
          received_at_ms INTEGER NOT NULL,
          received_last_at_ms INTEGER NOT NULL,
          concluded_at_ms INTEGER,
          looks INTEGER NOT NULL CHECK (looks >= 0),
          look_until_ms INTEGER NOT NULL,
          next_look_at_ms INTEGER,
          CONSTRAINT pending_has_a_next_look CHECK ((next_look_at_ms IS NOT NULL) = (state = 'PENDING'))
        ) STRICT;

        CREATE INDEX callbacks_due ON callbacks (next_look_at_ms) WHERE next_look_at_ms IS NOT NULL;
        CREATE INDEX callbacks_concluded ON callbacks (received_last_at_ms) WHERE state <> 'PENDING';

        CREATE TRIGGER callback_keeps_what_it_says BEFORE UPDATE OF id, digest, kind, facts ON callbacks
        BEGIN SELECT RAISE(ABORT, 'what a callback said never changes'); END;
        """
}
