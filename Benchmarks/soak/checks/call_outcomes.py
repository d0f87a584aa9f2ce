"""Whether calls were answered as they may be, and whether there were any."""

from collections import Counter
from collections.abc import Iterable

from ..evidence.ledger import LedgerPayout
from ..evidence.observations import Observations
from .check import Check
from .documented_errors import LATE, is_documented

#: Of a thousand calls, those that may be answered too late to be heard: the machine stalls now and then, and callers give up
#: a quarter of a second after their deadline.
LATE_PER_MILLE = 1
#: What is withdrawn has mostly been sent already: in a short soak no such call may go well.
MAY_ALL_FAIL = {"CancelPayout"}


class CallOutcomes:
    def __init__(self):
        self.calls: Counter[str] = Counter()
        #: By (call, error).
        self._errors: Counter[tuple[str, str]] = Counter()

    def add(self, call: dict) -> None:
        """A line of a service's record."""
        self.calls[call["call"]] += 1
        if "error" in call:
            self._errors[call["call"], call["error"]] += 1

    @property
    def errors(self) -> Counter[str]:
        """Of calls of every kind."""
        totals: Counter[str] = Counter()
        for (_, error), count in self._errors.items():
            totals[error] += count
        return totals

    def checks(self, observations: Observations) -> list[Check]:
        payouts, payments = observations.ledger_payouts.values(), observations.oy_payments
        return [
            Check(
                "every call was answered, with an error that is documented for it",
                f"{self.calls.total():,} calls, {self._late} late", self.wrong_answers()),
            Check(
                "it was a soak: calls of every kind went well, payouts and payments were made", f"{len(payments)} payments",
                self.nothing_done(payouts, payments)),
        ]

    def wrong_answers(self) -> list[str]:
        problems = [
            f"{count} times {call}: {error}" for (call, error), count in self._errors.items()
            if not is_documented(call, error)]
        if self._late * 1000 > self.calls.total() * LATE_PER_MILLE:
            problems.append(f"{self._late} were answered too late")
        return problems

    def nothing_done(self, payouts: Iterable[LedgerPayout], payments: set[str]) -> list[str]:
        """What did not take place, so that the other checks say nothing of it."""
        failed: Counter[str] = Counter()
        for (call, _), count in self._errors.items():
            failed[call] += count
        problems = [
            f"no {call} went well" for call, count in self.calls.items()
            if failed[call] >= count and call not in MAY_ALL_FAIL]
        if not any(payout.state == "COMPLETED" for payout in payouts):
            problems.append("no payout was completed")
        if not payments:
            problems.append("no payment came in")
        return problems

    @property
    def _late(self) -> int:
        return sum(count for (_, error), count in self._errors.items() if error in LATE)
