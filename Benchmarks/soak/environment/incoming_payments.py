"""Customers who pay into virtual accounts: OY! tells the gateway by callback, each time twice."""

import random

from .. import plan
from .periodic_task import PeriodicTask
from .simulator import Simulator

#: Few, so that two payments of one user are often alike, word by word.
AMOUNTS = [10_000, 25_000]


class IncomingPayments(PeriodicTask):
    pause = (0.5 / plan.PAYMENTS_PER_SECOND, 1.5 / plan.PAYMENTS_PER_SECOND)

    def __init__(self, draw: random.Random, simulator: Simulator, callback_url: str):
        super().__init__(draw)
        self._simulator = simulator
        self.made = 0
        # A minute of OY!'s between two sendings of one that was not taken in lasts half a second here.
        simulator.ask("PUT", "callbacks", {
            "url": callback_url, "copies": plan.CALLBACK_COPIES, "retry_minute_ms": 500})

    def act(self) -> None:
        accounts = self._simulator.ask("GET", "virtual-accounts")["virtual_accounts"]
        if accounts:
            account = self.draw.choice(accounts)
            self._simulator.ask("POST", f"virtual-accounts/{account['id']}/pay", {"amount": self.draw.choice(AMOUNTS)})
            self.made += 1
