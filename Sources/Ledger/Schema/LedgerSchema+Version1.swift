extension LedgerSchema {
    /// Payouts, the audit chain and the ledger's own key. "Trust SQLite more than yourself": what must hold whatever
    /// the program does stands here.
    ///
    /// What the writer's own statements may run into is raised as FAIL, which leaves the rows before it: ABORT would undo
    /// them, for which SQLite copies every page that a statement touches. The writer writes one row at a time and rolls
    /// back by itself. A CHECK that calls a function takes that away again: see `version5`.
    ///
    /// Times are milliseconds since 1970, amounts whole rupiah. Each index is either appended to or small, except the
    /// one of `partner_trx_id`, so that a payout costs the same in a large ledger as in an empty one.
    static let version1 = """
        CREATE TABLE meta (
          name TEXT PRIMARY KEY NOT NULL,
          value BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- The audit chain. hash = SHA-256(hash of seq - 1, or 32 zero bytes before the first; bytes of entry).
        CREATE TABLE audit (
          seq INTEGER PRIMARY KEY,
          entry TEXT NOT NULL CONSTRAINT entry_is_json CHECK (json_valid(entry)),
          hash BLOB NOT NULL CONSTRAINT hash_is_sha256 CHECK (length(hash) = 32)
        ) STRICT;

        CREATE TRIGGER audit_is_appended_to BEFORE INSERT ON audit
        WHEN NEW.seq IS NOT (SELECT ifnull(max(seq), 0) + 1 FROM audit)
        BEGIN SELECT RAISE(FAIL, 'an entry is only ever added at the end of the chain'); END;

        CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'an entry never changes'); END;

        CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;

        CREATE TABLE payouts (
          id INTEGER PRIMARY KEY,
          partner_trx_id TEXT NOT NULL UNIQUE CHECK (partner_trx_id <> ''),
          caller TEXT NOT NULL CHECK (caller <> ''),
          amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
          recipient_bank TEXT NOT NULL,
          created_at_ms INTEGER NOT NULL,
          version INTEGER NOT NULL CHECK (version >= 1),
          state TEXT NOT NULL CONSTRAINT state_is_known CHECK (state IN (
            'RECORDED', 'UNKNOWN', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'REJECTED', 'AWAITING_APPROVAL',
            'CANCELLED')),
          updated_at_ms INTEGER NOT NULL,
          final_at_ms INTEGER,
          send_until_ms INTEGER NOT NULL,
          attempts INTEGER NOT NULL CHECK (attempts >= 0),
          attempts_unsent INTEGER NOT NULL CHECK (attempts_unsent >= 0),
          attempts_refused INTEGER NOT NULL CHECK (attempts_refused >= 0),
          last_sent_at_ms INTEGER,
          is_acknowledged INTEGER NOT NULL CHECK (is_acknowledged IN (0, 1)),
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
          CONSTRAINT attempts_add_up CHECK (attempts_unsent + attempts_refused <= attempts),
          -- Rule 2: while an attempt's fate is unknown, nothing says that nothing was sent, or that OY! refused it all.
          CONSTRAINT unsent_is_certain CHECK (
            state NOT IN ('RECORDED', 'AWAITING_APPROVAL', 'CANCELLED', 'REJECTED')
            OR attempts = attempts_unsent + attempts_refused),
          CONSTRAINT final_has_a_time CHECK (
            (final_at_ms IS NOT NULL) = (state IN ('COMPLETED', 'FAILED', 'REJECTED', 'CANCELLED'))),
          CONSTRAINT open_has_a_next_action CHECK (
            (next_action_at_ms IS NOT NULL) = (state IN ('RECORDED', 'UNKNOWN', 'IN_PROGRESS')))
        ) STRICT;

        -- Lists, newest first; lists of one caller.
        CREATE INDEX payouts_by_time ON payouts (created_at_ms, partner_trx_id);
        CREATE INDEX payouts_by_caller ON payouts (caller, created_at_ms, partner_trx_id);
        -- Lists by state, and what is open. Nearly all payouts end as COMPLETED and leave it.
        CREATE INDEX payouts_by_state ON payouts (state, created_at_ms, partner_trx_id)
          WHERE state <> 'COMPLETED';
        -- What counts towards a caller's day.
        CREATE INDEX payouts_counted ON payouts (caller, created_at_ms, amount_rupiah)
          WHERE state NOT IN ('FAILED', 'REJECTED', 'CANCELLED');
        -- What the resolver does next.
        CREATE INDEX payouts_due ON payouts (next_action_at_ms, partner_trx_id)
          WHERE next_action_at_ms IS NOT NULL;

        CREATE TRIGGER payout_begins_once BEFORE INSERT ON payouts
        WHEN NEW.version <> 1 OR EXISTS (SELECT 1 FROM payouts WHERE partner_trx_id = NEW.partner_trx_id)
        BEGIN SELECT RAISE(FAIL, 'a payout is inserted once, as version 1'); END;

        CREATE TRIGGER payout_keeps_its_identity
        BEFORE UPDATE OF id, partner_trx_id, caller, amount_rupiah, recipient_bank, created_at_ms, body ON payouts
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
        """
}
