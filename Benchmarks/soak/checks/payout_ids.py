"""Rule 4: the same id with other words is refused, and the same words never are."""

from .check import Check


class PayoutIDs:
    def __init__(self):
        self._remits = 0
        self._problems: list[str] = []

    def add(self, call: dict) -> None:
        """A line of a service's record."""
        self._remits += call["call"] == "Remit"
        if "other" in call and "state" in call:
            self._problems.append(f"{call['other']}: another payout under its id was answered {call['state']}")
        elif "id" in call and call.get("error") == "ALREADY_EXISTS PAYOUT_ID_REUSED":
            self._problems.append(f"{call['id']}: its own words were taken for another payout's")

    def check(self) -> Check:
        return Check("an id that is taken pays no other payout", f"{self._remits:,} calls of Remit", self._problems)
