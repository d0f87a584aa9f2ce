"""Payouts that callers ask for, and those of lately, to ask about."""

import random
from collections import deque
from dataclasses import dataclass

from .. import plan

#: Orders that are remembered.
REMEMBERED = 300


@dataclass(frozen=True)
class PayoutOrder:
    id: str
    account: str
    amount: int

    @property
    def request(self) -> dict:
        """The same words every time: that is what makes it the same payout."""
        return {
            "recipient_bank": "014", "recipient_account": self.account, "amount": self.amount, "note": "soak",
            "partner_trx_id": self.id}


class PayoutOrders:
    """Of one caller. Its threads share it."""

    def __init__(self, caller: str, draw: random.Random):
        self._caller = caller
        self._draw = draw
        self._count = 0
        self._recent: deque[PayoutOrder] = deque(maxlen=REMEMBERED)
        self._taken: deque[PayoutOrder] = deque(maxlen=REMEMBERED)

    def new(self) -> PayoutOrder:
        self._count += 1
        refused = self._draw.random() * 100 < plan.REFUSED_PERCENT
        account = plan.REFUSED_ACCOUNT if refused else bank_account(self._draw)
        order = PayoutOrder(f"{self._caller}-{self._count}", account, self._draw.randrange(10_000, 50_001))
        self._recent.append(order)
        return order

    def recent(self) -> PayoutOrder:
        return self._draw.choice(self._recent) if self._recent else self.new()

    def answered(self, order: PayoutOrder) -> None:
        """The gateway has said that it has it: from now on its name is taken."""
        self._taken.append(order)

    def taken(self) -> PayoutOrder | None:
        return self._draw.choice(self._taken) if self._taken else None


def bank_account(draw: random.Random) -> str:
    """One that OY! pays into."""
    return f"1239{draw.randrange(100_000, 1_000_000)}"
