"""SIGHUP with another configuration, with the same, and with one that must be refused."""

import random
from collections import Counter

from .. import plan
from .gateway import Gateway
from .periodic_task import PeriodicTask

#: What a configuration is, and how it differs from the first one.
CONFIGURATIONS = [
    ("the same", {}),
    ("another deadline", {"deadline": "29s"}),
    ("another level of the log", {"level": "debug"}),
    ("an unknown key, refused", {"more": "no_such_key: 1\n"}),
]


class ConfigurationReloads(PeriodicTask):
    pause = plan.BETWEEN_RELOADS

    def __init__(self, draw: random.Random, gateway: Gateway):
        super().__init__(draw)
        self._gateway = gateway
        self.done: Counter[str] = Counter()

    def act(self) -> None:
        what, differences = self.draw.choice(CONFIGURATIONS)
        self._gateway.configure(**differences)
        self._gateway.reload()
        self.done[what] += 1

    def restore(self) -> None:
        self._gateway.configure()
        self._gateway.reload()
