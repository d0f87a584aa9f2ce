"""OY!'s books beside the ledger: what was paid, and what is said of it."""

from collections import Counter

from ..evidence.ledger import LedgerPayout
from ..evidence.observations import Observations
from ..evidence.oy_payouts import OYPayout
from .check import Check
from .payout_states import FINAL


def checks(observations: Observations) -> list[Check]:
    ledger, oy = observations.ledger_payouts, observations.oy_payouts
    states = Counter(payout.state for payout in ledger.values())
    return [
        Check(
            "no payout was paid twice, none without being written down", f"{len(oy):,} payouts at OY!",
            paid_wrongly(ledger, oy)),
        Check(
            "the ledger says what OY!'s books say",
            f"{len(ledger):,} payouts: " + ", ".join(f"{count:,} {state}" for state, count in states.most_common()),
            recorded_wrongly(ledger, oy)),
        Check(
            "every payout came to an end", f"within {observations.settling_seconds:.0f} s after the load",
            unfinished(ledger, oy)),
    ]


def paid_wrongly(ledger: dict[str, LedgerPayout], oy: dict[str, OYPayout]) -> list[str]:
    """Nothing twice, and nothing that is not on disk."""
    problems = []
    for id, at_oy in oy.items():
        payout = ledger.get(id)
        if at_oy.executed > 1 or at_oy.accepted > 1:
            problems.append(f"{id}: was paid {at_oy.executed} times, accepted {at_oy.accepted} times")
        if payout is None:
            problems.append(f"{id}: reached OY!, and is not in the ledger")
        elif at_oy.received > payout.attempts - payout.unsent:
            problems.append(f"{id}: OY! received it {at_oy.received} times, and the ledger counts {payout}")
    return problems


def recorded_wrongly(ledger: dict[str, LedgerPayout], oy: dict[str, OYPayout]) -> list[str]:
    """What the ledger says, and OY! does not."""
    return [
        f"{id}: is {payout.state} in the ledger, and OY! has {at_oy}" for id, payout in ledger.items()
        if not is_true(payout.state, at_oy := oy.get(id, OYPayout()))]


def is_true(state: str, at_oy: OYPayout) -> bool:
    match state:
        case "COMPLETED": return at_oy.executed == 1
        case "FAILED": return at_oy.executed == 0 and at_oy.accepted == 1
        case "IN_PROGRESS": return at_oy.accepted == 1
        case "UNKNOWN": return True
        case _: return at_oy.accepted == 0


def unfinished(ledger: dict[str, LedgerPayout], oy: dict[str, OYPayout]) -> list[str]:
    """What should be final by now. What OY! refuses every time, and may have been sent once more than OY! has answered,
    stays UNKNOWN by rule 2: no answer speaks of that attempt."""
    def explained(id: str, payout: LedgerPayout) -> bool:
        accepted = oy.get(id, OYPayout()).accepted
        return payout.state == "UNKNOWN" and payout.account_refused and payout.unaccounted > 0 and not accepted

    return [
        f"{id}: is still {payout}" for id, payout in ledger.items()
        if payout.state not in FINAL and not explained(id, payout)]
