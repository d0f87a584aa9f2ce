"""Payouts that callers ask for, and those of lately, to ask about."""

import random
from collections import deque
from dataclasses import dataclass

from .. import plan


@dataclass(frozen=True)
class Order:
    id: str
    account: str
    amount: int

    @property
    def request(self) -> dict:
        """The same words every time: that is what makes it the same payout."""
        return {
            "recipient_bank": "014", "recipient_account": self.account, "amount": self.amount, "note": "soak",
            "partner_trx_id": self.id}


class Orders:
    """Of one caller. Its threads share it."""

    def __init__(self, caller: str, draw: random.Random):
        self._caller = caller
        self._draw = draw
        self._count = 0
        self._recent: deque[Order] = deque(maxlen=300)
        self._known: deque[Order] = deque(maxlen=300)

    def new(self) -> Order:
        self._count += 1
        refused = self._draw.random() * 100 < plan.REFUSED_PERCENT
        account = plan.REFUSED_ACCOUNT if refused else f"1239{self._draw.randrange(100_000, 1_000_000)}"
        order = Order(f"{self._caller}-{self._count}", account, self._draw.randrange(10_000, 50_001))
        self._recent.append(order)
        return order

    def recent(self) -> Order:
        return self._draw.choice(self._recent) if self._recent else self.new()

    def answered(self, order: Order) -> None:
        """The gateway has said that it has it: from now on its name is taken."""
        self._known.append(order)

    def known(self) -> Order | None:
        return self._draw.choice(self._known) if self._known else None
