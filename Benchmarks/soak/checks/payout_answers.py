"""What callers were told of payouts, held against what they were told before, and against the ledger."""

from collections import defaultdict
from dataclasses import dataclass

from .reconciliation import Row
from .payout_states import ABSENT, FINAL, can_become

NOT_FOUND = {"NOT_FOUND PAYOUT_NOT_FOUND", "NOT_FOUND PARTNER_TRX_ID_NOT_FOUND"}


@dataclass(frozen=True)
class Statement:
    """What an answer said of a payout, when it was asked for and when it was there."""

    asked: float
    heard: float
    state: str
    #: Whether OY! was asked for it: otherwise it is the ledger's.
    by_oy: bool


class Testimony:
    def __init__(self):
        self._told: dict[str, list[Statement]] = defaultdict(list)
        self.count = 0
        #: How often the ledger's word came later than OY!'s own: whoever heard GetRemitStatus say IN_PROGRESS may hear
        #: GetPayout say UNKNOWN a moment after, until the gateway has asked OY! for itself. Of an end nobody hears before it
        #: is on disk.
        self.behind = 0

    def hear(self, line: dict) -> None:
        """A line of a caller's record."""
        if "id" not in line:
            return
        state = line.get("state") or (ABSENT if line.get("error") in NOT_FOUND else None)
        if state:
            self._told[line["id"]].append(Statement(line["asked"], line["heard"], state, line["call"] == "GetRemitStatus"))
            self.count += 1

    def contradictions(self, ledger: dict[str, Row]) -> list[str]:
        """Of each payout: the ledger's row beside all that was told, and all that was told in its order."""
        found = []
        for id, told in self._told.items():
            now = ledger[id].state if id in ledger else ABSENT
            found += [f"{id}: a caller was told {state}, and the ledger says {now}"
                      for state in {each.state for each in told} if not can_become(state, now)]
            found += [f"{id}: {words}" for words in self._order(told)]
        return found

    def _order(self, told: list[Statement]) -> list[str]:
        """Who asks after another was answered hears nothing older."""
        found = []
        for before in told:
            for after in told:
                if before.heard >= after.asked or can_become(before.state, after.state):
                    continue
                if before.by_oy and not after.by_oy and before.state not in FINAL and can_become(after.state, before.state):
                    self.behind += 1
                else:
                    found.append(f"a caller was told {before.state}, and a later one {after.state}")
        return found
