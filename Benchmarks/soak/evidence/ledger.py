"""oyd's ledger, read from its file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .. import plan


@dataclass(frozen=True)
class LedgerPayout:
    state: str
    caller: str
    #: Whether it goes to the account that OY! refuses.
    account_refused: bool
    attempts: int
    unsent: int
    refused: int

    @property
    def unaccounted(self) -> int:
        """Attempts of which nobody knows whether OY! took them on."""
        return self.attempts - self.unsent - self.refused


def payouts(ledger: Path) -> dict[str, LedgerPayout]:
    with _read_only(ledger) as database:
        rows = database.execute(
            "SELECT partner_trx_id, state, caller, instr(body, ?) > 0, attempts, attempts_unsent, attempts_refused "
            "FROM payouts",
            [plan.REFUSED_ACCOUNT.encode()])
        return {id: LedgerPayout(state, caller, bool(refused), *counts) for id, state, caller, refused, *counts in rows}


def open_payouts(ledger: Path) -> int:
    """How many will still change: what OY! refuses every time may stay UNKNOWN for ever."""
    with _read_only(ledger) as database:
        return database.execute(
            "SELECT count(*) FROM payouts WHERE final_at_ms IS NULL AND state <> 'COMPLETED' AND instr(body, ?) = 0",
            [plan.REFUSED_ACCOUNT.encode()]).fetchone()[0]


def callbacks(ledger: Path) -> dict[str, int]:
    """How many there are, by state."""
    with _read_only(ledger) as database:
        return dict(database.execute("SELECT state, count(*) FROM callbacks GROUP BY state"))


@contextmanager
def _read_only(ledger: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as database:
        yield database
