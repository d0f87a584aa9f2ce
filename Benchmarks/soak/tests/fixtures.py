"""What several tests start from."""

import json
from collections import Counter
from pathlib import Path

from soak.evidence import record
from soak.evidence.ledger import LedgerPayout
from soak.evidence.observations import Observations
from soak.evidence.oy_payouts import OYPayout
from soak.evidence.sample import Sample
from soak.evidence.window import Window


def ledger_payout(state: str, account_refused: bool = False, attempts: int = 1, refused: int = 0) -> LedgerPayout:
    return LedgerPayout(state, "payroll", account_refused, attempts, unsent=0, refused=refused)


COMPLETED = ledger_payout("COMPLETED")
UNKNOWN = ledger_payout("UNKNOWN")


def good_run(folder: Path) -> Observations:
    """A minute in which one service made one payout and got one payment, and all was well."""
    calls = [{"call": "Remit", "id": "a", "state": "COMPLETED", "due": 30.0, "asked": 30.0, "heard": 30.01}]
    events = [
        {"cursor": 1, "verified": True, "kind": "payout_change", "id": "a", "state": "COMPLETED"},
        {"cursor": 2, "verified": True, "kind": "virtual_account_payment", "transaction": "p"},
    ]
    for kind, lines in ((record.CALLS, calls), (record.EVENTS, events)):
        record.path_of(folder, kind, "payroll").write_text("".join(json.dumps(line) + "\n" for line in lines))
    log = folder / "oyd.log"
    log.write_text("2026-01-01T00:00:00.000Z INFO Serving path=/run/oyd.sock\n")
    return Observations(
        folder, log, Window(0, 60), ["payroll"], samples=[sample(at) for at in range(60)], outages=[Window(40, 45)],
        operations={"reloads": Counter({"the same": 3})}, payments_made=1, exit_status=0,
        ledger_payouts={"a": COMPLETED}, oy_payouts={"a": OYPayout(1, 1, 1)}, callbacks={"TOLD": 2}, oy_payments={"p"},
        chain_holds=True, chain_verdict="The chain holds")


def sample(at: int) -> Sample:
    return Sample(
        at=at, rss_mib=50, own_memory_mib=15, descriptors=40, upstream_connections=3, caller_connections=5,
        other_descriptors=32, threads=8, cpu_seconds=at / 10, soak_cpu_seconds=at / 10, machine_cpu_seconds=at / 4,
        database_mib=1, ledger_mib=2, calls=at * 100, upstream_attempts=at * 50, ledger_queue=0, follower_lag=1)
