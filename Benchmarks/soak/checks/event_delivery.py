"""What the followers were told: every end of a payout and every payment, in order, payments once."""

from collections import Counter, defaultdict
from pathlib import Path

from .reconciliation import Row
from ..evidence.record import read
from .payout_states import FINAL, can_become


class Told:
    """By one follower."""

    def __init__(self, caller: str, record: Path):
        self._caller = caller
        self.count = 0
        self.problems: list[str] = []
        self.payments: Counter[str] = Counter()
        self._states: dict[str, list[str]] = defaultdict(list)
        cursor = 0
        for line in read(record.parent, record.name):
            if "cursor" not in line:
                self.problems.append(f"{caller}'s follower heard: {line}")
                continue
            self.count += 1
            if line["cursor"] <= cursor:
                self.problems.append(f"{caller}: event {line['cursor']} came after {cursor}")
            cursor = line["cursor"]
            if line["kind"] == "payout_change":
                self._states[line["id"]].append(line["state"])
            elif line["kind"] == "virtual_account_payment" and line["verified"]:
                self.payments[line["transaction"]] += 1

    def contradictions(self, ledger: dict[str, Row], paid: set[str]) -> list[str]:
        """Held against the ledger's payouts and OY!'s payments."""
        found = list(self.problems)
        for id, states in self._states.items():
            found += [f"{id}: an event said {before}, and the next {after}"
                      for before, after in zip(states, states[1:]) if not can_become(before, after)]
        for id, row in ledger.items():
            if row.caller == self._caller and row.state in FINAL and self._states[id][-1:] != [row.state]:
                found.append(f"{id}: is {row.state}, and the events end with {self._states[id][-1:]}")
        found += [f"{self._caller}: payment {name} was told {times} times" for name, times in self.payments.items() if times > 1]
        found += [f"{self._caller}: payment {name} was never told" for name in paid - set(self.payments)]
        found += [f"{self._caller}: payment {name} was told, and OY! has none" for name in set(self.payments) - paid]
        return found
