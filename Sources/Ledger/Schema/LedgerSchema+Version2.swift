extension LedgerSchema {
    /// Approval: a payout that waits for it has a turn of its own, at which it expires, and it is known which uid asked for
    /// it. And confirmations: which accounts callers have looked up.
    ///
    /// SQLite can't change a CHECK, so the table is written anew; it is the only way to say that a payout which waits for
    /// approval must have its turn. What waited in a ledger of version 1, which no released gateway let wait, expires a
    /// day after it last changed, and is approved by nobody, since nobody knows who asked.
    ///
    /// Its conditions are written without `IN`: for each such list SQLite makes a table in memory whenever a statement
    /// runs, page cache and all. Version 1 had eleven of them for each payout, at three quarters of what its rows cost.
    /// Whoever adds a condition says `=` and `OR`.
    static let version2 = """
        CREATE TABLE payouts_with_approval (
          id INTEGER PRIMARY KEY,
          partner_trx_id TEXT NOT NULL UNIQUE CHECK (partner_trx_id <> ''),
          caller TEXT NOT NULL CHECK (caller <> ''),
          amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
          recipient_bank TEXT NOT NULL,
          created_at_ms INTEGER NOT NULL,
          version INTEGER NOT NULL CHECK (version >= 1),
          state TEXT NOT NULL CONSTRAINT state_is_known CHECK (
            state = 'UNKNOWN' OR state = 'IN_PROGRESS' OR state = 'COMPLETED' OR state = 'RECORDED'
            OR state = 'REJECTED' OR state = 'FAILED' OR state = 'AWAITING_APPROVAL' OR state = 'CANCELLED'),
          updated_at_ms INTEGER NOT NULL,
          final_at_ms INTEGER,
          send_until_ms INTEGER NOT NULL,
          attempts INTEGER NOT NULL CHECK (attempts >= 0),
          attempts_unsent INTEGER NOT NULL CHECK (attempts_unsent >= 0),
          attempts_refused INTEGER NOT NULL CHECK (attempts_refused >= 0),
          last_sent_at_ms INTEGER,
          is_acknowledged INTEGER NOT NULL CHECK (is_acknowledged = 0 OR is_acknowledged = 1),
          not_found_since_ms INTEGER,
          trx_id TEXT,
          oy_code TEXT,
          oy_message TEXT,
          oy_timestamp TEXT,
          oy_http_status INTEGER,
          next_action_at_ms INTEGER,
          polls INTEGER NOT NULL CHECK (polls >= 0),
          decided_by TEXT,
          reason TEXT,
          body BLOB NOT NULL CHECK (length(body) > 0),
          asked_by_uid INTEGER,
          CONSTRAINT attempts_add_up CHECK (attempts_unsent + attempts_refused <= attempts),
          -- Rule 2: while an attempt's fate is unknown, nothing says that nothing was sent, or that OY! refused it all.
          CONSTRAINT unsent_is_certain CHECK (
            attempts = attempts_unsent + attempts_refused
            OR (state <> 'RECORDED' AND state <> 'AWAITING_APPROVAL' AND state <> 'CANCELLED' AND state <> 'REJECTED')),
          CONSTRAINT final_has_a_time CHECK (
            (final_at_ms IS NOT NULL)
            = (state = 'COMPLETED' OR state = 'FAILED' OR state = 'REJECTED' OR state = 'CANCELLED')),
          CONSTRAINT open_has_a_next_action CHECK (
            (next_action_at_ms IS NOT NULL)
            = (state = 'UNKNOWN' OR state = 'IN_PROGRESS' OR state = 'RECORDED' OR state = 'AWAITING_APPROVAL'))
        ) STRICT;

        INSERT INTO payouts_with_approval
        SELECT id, partner_trx_id, caller, amount_rupiah, recipient_bank, created_at_ms, version, state, updated_at_ms,
          final_at_ms, send_until_ms, attempts, attempts_unsent, attempts_refused, last_sent_at_ms, is_acknowledged,
          not_found_since_ms, trx_id, oy_code, oy_message, oy_timestamp, oy_http_status,
          CASE state WHEN 'AWAITING_APPROVAL' THEN updated_at_ms + 86400000 ELSE next_action_at_ms END,
          polls, decided_by, reason, body, NULL
        FROM payouts;

        -- Takes its indexes and triggers along; no trigger sees it.
        DROP TABLE payouts;
        ALTER TABLE payouts_with_approval RENAME TO payouts;

        -- Lists, newest first; lists of one caller.
        CREATE INDEX payouts_by_time ON payouts (created_at_ms, partner_trx_id);
        CREATE INDEX payouts_by_caller ON payouts (caller, created_at_ms, partner_trx_id);
        -- Lists by state, and what is open. Nearly all payouts end as COMPLETED and leave it.
        CREATE INDEX payouts_by_state ON payouts (state, created_at_ms, partner_trx_id)
          WHERE state <> 'COMPLETED';
        -- What counts towards a caller's day.
        CREATE INDEX payouts_counted ON payouts (caller, created_at_ms, amount_rupiah)
          WHERE state <> 'FAILED' AND state <> 'REJECTED' AND state <> 'CANCELLED';
        -- What the resolver does next.
        CREATE INDEX payouts_due ON payouts (next_action_at_ms, partner_trx_id)
          WHERE next_action_at_ms IS NOT NULL;

        CREATE TRIGGER payout_begins_once BEFORE INSERT ON payouts
        WHEN NEW.version <> 1 OR EXISTS (SELECT 1 FROM payouts WHERE partner_trx_id = NEW.partner_trx_id)
        BEGIN SELECT RAISE(FAIL, 'a payout is inserted once, as version 1'); END;

        CREATE TRIGGER payout_keeps_its_identity
        BEFORE UPDATE OF id, partner_trx_id, caller, amount_rupiah, recipient_bank, created_at_ms, body,
          asked_by_uid ON payouts
        BEGIN SELECT RAISE(ABORT, 'what a payout was asked for never changes'); END;

        CREATE TRIGGER payout_changes_in_order BEFORE UPDATE ON payouts
        WHEN NEW.version <> OLD.version + 1
        BEGIN SELECT RAISE(FAIL, 'a payout changes one version at a time'); END;

        CREATE TRIGGER payout_stays_final BEFORE UPDATE ON payouts
        WHEN OLD.final_at_ms IS NOT NULL
          AND (NEW.state <> OLD.state OR NEW.final_at_ms IS NOT OLD.final_at_ms)
        BEGIN SELECT RAISE(FAIL, 'a final state never changes'); END;

        CREATE TRIGGER payout_is_not_deleted BEFORE DELETE ON payouts
        BEGIN SELECT RAISE(ABORT, 'a payout is never deleted'); END;

        -- Which account a caller last looked up successfully, and when. `account` is a keyed mark, never a number.
        CREATE TABLE confirmations (
          caller TEXT NOT NULL CHECK (caller <> ''),
          account TEXT NOT NULL CHECK (account <> ''),
          confirmed_at_ms INTEGER NOT NULL,
          PRIMARY KEY (caller, account)
        ) STRICT, WITHOUT ROWID;

        -- Those that may be forgotten.
        CREATE INDEX confirmations_by_time ON confirmations (confirmed_at_ms);
        """
}
