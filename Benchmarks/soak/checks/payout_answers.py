"""What callers were told of payouts, held against what they were told before, and against the ledger."""

from collections import defaultdict
from dataclasses import dataclass

from ..evidence.ledger import LedgerPayout
from .check import Check
from .payout_states import ABSENT, FINAL, can_become

NOT_FOUND = {"NOT_FOUND PAYOUT_NOT_FOUND", "NOT_FOUND PARTNER_TRX_ID_NOT_FOUND"}


@dataclass(frozen=True)
class PayoutAnswer:
    """What an answer said of a payout, when it was asked for and when it was there."""

    asked: float
    heard: float
    state: str
    #: Whether OY! was asked for it: otherwise it is the ledger's.
    by_oy: bool


class PayoutAnswers:
    def __init__(self):
        self._answers: dict[str, list[PayoutAnswer]] = defaultdict(list)
        self._count = 0
        #: How often the ledger's word came later than OY!'s own: whoever heard GetRemitStatus say IN_PROGRESS may hear
        #: GetPayout say UNKNOWN a moment after, until the gateway has asked OY! for itself. Of an end nobody hears before it
        #: is on disk.
        self.ledger_behind = 0

    def add(self, call: dict) -> None:
        """A line of a service's record."""
        if "id" not in call:
            return
        state = call.get("state") or (ABSENT if call.get("error") in NOT_FOUND else None)
        if state:
            by_oy = call["call"] == "GetRemitStatus"
            self._answers[call["id"]].append(PayoutAnswer(call["asked"], call["heard"], state, by_oy))
            self._count += 1

    def check(self, ledger: dict[str, LedgerPayout]) -> Check:
        problems = self.contradictions(ledger)
        return Check(
            "whatever a caller was told stays true",
            f"{self._count:,} answers; {self.ledger_behind} times GetRemitStatus had said already what the ledger said "
            "later",
            problems)

    def contradictions(self, ledger: dict[str, LedgerPayout]) -> list[str]:
        """Of each payout: all that was told beside the ledger, and all that was told in its order."""
        problems = []
        for id, answers in self._answers.items():
            now = ledger[id].state if id in ledger else ABSENT
            problems += [
                f"{id}: a caller was told {state}, and the ledger says {now}"
                for state in {each.state for each in answers} if not can_become(state, now)]
            problems += [f"{id}: {problem}" for problem in self._out_of_order(answers)]
        return problems

    def _out_of_order(self, answers: list[PayoutAnswer]) -> list[str]:
        """Who asks after another was answered hears nothing older."""
        problems = []
        for before in answers:
            for after in answers:
                if before.heard >= after.asked or can_become(before.state, after.state):
                    continue
                if before.by_oy and not after.by_oy and before.state not in FINAL and can_become(after.state, before.state):
                    self.ledger_behind += 1
                else:
                    problems.append(f"a caller was told {before.state}, and a later one {after.state}")
        return problems
