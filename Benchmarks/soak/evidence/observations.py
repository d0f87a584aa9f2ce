"""All that a run leaves: what is judged and reported."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from .ledger import LedgerPayout
from .oy_payouts import OYPayout
from .sample import Sample
from .window import Window


@dataclass
class Observations:
    #: Where the records of callers are.
    folder: Path
    #: What the daemon logged.
    log: Path
    #: The time under load.
    load: Window
    #: The callers that pay and follow events, by name.
    services: list[str]

    samples: list[Sample] = field(default_factory=list)
    #: When OY! was away, and when the gateway had a wrong key.
    outages: list[Window] = field(default_factory=list)
    wrong_keys: list[Window] = field(default_factory=list)
    #: What operators did and how often, by subject.
    operations: dict[str, Counter[str]] = field(default_factory=dict)
    payments_made: int = 0
    #: How long it took after the load until nothing was open any more.
    settling_seconds: float = 0
    #: `GET /metrics` at the end.
    metrics: dict[str, float] = field(default_factory=dict)

    #: How the daemon ended: its status, or a sentence saying that it did not.
    exit_status: int | str | None = None
    shutdown_seconds: float = 0
    #: Payouts by partner_trx_id, in the ledger and at OY!.
    ledger_payouts: dict[str, LedgerPayout] = field(default_factory=dict)
    oy_payouts: dict[str, OYPayout] = field(default_factory=dict)
    #: Callbacks in the ledger, by state.
    callbacks: dict[str, int] = field(default_factory=dict)
    #: OY!'s names of all payments into virtual accounts.
    oy_payments: set[str] = field(default_factory=set)
    #: Whether `oyctl audit verify` found the chain sound, and what it said.
    chain_holds: bool = False
    chain_verdict: str = ""

    #: What went wrong in the soak itself: then its findings are worth less.
    failures: list[str] = field(default_factory=list)
