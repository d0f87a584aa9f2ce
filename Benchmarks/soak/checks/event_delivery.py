"""What the followers of events were told: every end of a payout and every payment, in order, payments once."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from ..evidence import record
from ..evidence.ledger import LedgerPayout
from ..evidence.observations import Observations
from .check import Check
from .payout_states import FINAL, can_become


def check(observations: Observations) -> Check:
    deliveries = [
        EventDelivery(service, record.read(record.path_of(observations.folder, record.EVENTS, service)))
        for service in observations.services]
    ledger, payments = observations.ledger_payouts, observations.oy_payments
    return Check(
        "events: in order, every end of a payout, every payment once",
        f"{sum(each.count for each in deliveries):,} events, {len(payments)} payments",
        [problem for each in deliveries for problem in each.problems(ledger, payments)])


class EventDelivery:
    """To the follower of one service."""

    def __init__(self, caller: str, lines: Iterable[dict]):
        self._caller = caller
        self.count = 0
        #: What is wrong whatever ledger and OY! say.
        self._broken: list[str] = []
        self._states: dict[str, list[str]] = defaultdict(list)
        self._payments: Counter[str] = Counter()
        cursor = 0
        for line in lines:
            if "cursor" not in line:
                self._broken.append(f"{caller}'s follower heard: {line}")
                continue
            if line["cursor"] <= cursor:
                self._broken.append(f"{caller}: event {line['cursor']} came after {cursor}")
            cursor = line["cursor"]
            self._add(line)

    def _add(self, event: dict) -> None:
        self.count += 1
        if event["kind"] == "payout_change":
            self._states[event["id"]].append(event["state"])
        elif event["kind"] == "virtual_account_payment" and event["verified"]:
            self._payments[event["transaction"]] += 1

    def problems(self, ledger: dict[str, LedgerPayout], payments: set[str]) -> list[str]:
        """Beside the ledger's payouts and OY!'s payments."""
        return self._broken + self._wrong_states(ledger) + self._wrong_payments(payments)

    def _wrong_states(self, ledger: dict[str, LedgerPayout]) -> list[str]:
        problems = [
            f"{id}: an event said {before}, and the next {after}" for id, states in self._states.items()
            for before, after in zip(states, states[1:]) if not can_become(before, after)]
        for id, payout in ledger.items():
            last = self._states[id][-1] if id in self._states else "nothing"
            if payout.caller == self._caller and payout.state in FINAL and last != payout.state:
                problems.append(f"{id}: is {payout.state}, and the events end with {last}")
        return problems

    def _wrong_payments(self, payments: set[str]) -> list[str]:
        told = set(self._payments)
        return [
            *(f"{self._caller}: payment {id} was told {times} times" for id, times in self._payments.items() if times > 1),
            *(f"{self._caller}: payment {id} was never told" for id in payments - told),
            *(f"{self._caller}: payment {id} was told, and OY! has none" for id in told - payments),
        ]
