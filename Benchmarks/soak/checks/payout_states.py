"""The states of a payout, and which may follow which (docs/payouts.md)."""

FINAL = {"COMPLETED", "FAILED", "REJECTED", "CANCELLED"}
#: "There is no such payout", as a state that anything may follow.
ABSENT = "ABSENT"


def can_become(earlier: str, later: str) -> bool:
    """Whether who was told the one may be told the other afterwards."""
    if earlier in FINAL:
        return earlier == later
    if earlier == "IN_PROGRESS":  # OY! has it: it does not cease to
        return later in ("IN_PROGRESS", "COMPLETED", "FAILED")
    return earlier == ABSENT or later != ABSENT
