"""OY!'s books beside the ledger: what was paid, and what is said of it."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from .. import plan
from .payout_states import FINAL


@dataclass(frozen=True)
class Row:
    """A payout in the ledger. Attempts of it that are neither unsent nor refused are unaccounted for."""

    state: str
    caller: str
    account_refused: bool
    attempts: int
    unsent: int
    refused: int


@dataclass(frozen=True)
class Entry:
    """A payout at OY!: how often a request for it was read, taken on, and how often money moved."""

    received: int = 0
    accepted: int = 0
    executed: int = 0


def read_only(ledger: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)


def ledger_rows(ledger: Path) -> dict[str, Row]:
    with read_only(ledger) as database:
        rows = database.execute(
            "SELECT partner_trx_id, state, caller, instr(body, ?) > 0, attempts, attempts_unsent, attempts_refused FROM payouts",
            [plan.REFUSED_ACCOUNT.encode()])
        return {id: Row(state, caller, bool(refused), *counts) for id, state, caller, refused, *counts in rows}


def open_payouts(ledger: Path) -> int:
    """Those that are waited for: what OY! refuses every time may stay UNKNOWN for ever."""
    with read_only(ledger) as database:
        return database.execute(
            "SELECT count(*) FROM payouts WHERE final_at_ms IS NULL AND state <> 'COMPLETED' AND instr(body, ?) = 0",
            [plan.REFUSED_ACCOUNT.encode()]).fetchone()[0]


def oy_entries(books: dict) -> dict[str, Entry]:
    """From oysim's `GET /_sim/payouts`."""
    entries = {id: Entry(received=count) for id, count in books["refused"].items()}
    for payout in books["payouts"]:
        entries[payout["partner_trx_id"]] = Entry(payout["received"], payout["accepted"], payout["executed"])
    return entries


def paid_wrongly(ledger: dict[str, Row], entries: dict[str, Entry]) -> list[str]:
    """Nothing twice, and nothing that is not on disk."""
    found = []
    for id, entry in entries.items():
        row = ledger.get(id)
        if entry.executed > 1 or entry.accepted > 1:
            found.append(f"{id}: was paid {entry.executed} times, accepted {entry.accepted} times")
        if row is None:
            found.append(f"{id}: reached OY!, and is not in the ledger")
        elif entry.received > row.attempts - row.unsent:
            found.append(f"{id}: OY! received it {entry.received} times, and the ledger counts {row}")
    return found


def recorded_wrongly(ledger: dict[str, Row], entries: dict[str, Entry]) -> list[str]:
    """What the ledger says is so."""
    found = []
    for id, row in ledger.items():
        entry = entries.get(id, Entry())
        if not is_true(row.state, entry):
            found.append(f"{id}: is {row.state} in the ledger, and OY! has {entry}")
    return found


def is_true(state: str, entry: Entry) -> bool:
    match state:
        case "COMPLETED": return entry.executed == 1
        case "FAILED": return entry.executed == 0 and entry.accepted == 1
        case "IN_PROGRESS": return entry.accepted == 1
        case "UNKNOWN": return True
        case _: return entry.accepted == 0


def unfinished(ledger: dict[str, Row], entries: dict[str, Entry]) -> list[str]:
    """What should be final by now. What OY! refuses every time, and may have been sent once more than OY! has answered, stays
    UNKNOWN by rule 2: no answer speaks of that attempt."""
    found = []
    for id, row in ledger.items():
        unaccounted = row.attempts - row.unsent - row.refused
        explained = row.state == "UNKNOWN" and row.account_refused and unaccounted > 0 and not entries.get(id, Entry()).accepted
        if row.state not in FINAL and not explained:
            found.append(f"{id}: is still {row}")
    return found



def callbacks(ledger: Path) -> dict[str, int]:
    """How many callbacks stand how."""
    with read_only(ledger) as database:
        return dict(database.execute("SELECT state, count(*) FROM callbacks GROUP BY state"))
