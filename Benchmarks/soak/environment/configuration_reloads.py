"""SIGHUP with another configuration, with the same, and with one that must be refused."""

from collections import Counter

from .. import plan
from .periodic_task import Actor


class Reloads(Actor):
    pause = plan.RELOAD

    def __init__(self, draw, gateway):
        super().__init__(draw)
        self._gateway = gateway
        self.done: Counter[str] = Counter()

    def act(self) -> None:
        what, changes = self.draw.choice([
            ("the same", {}), ("another deadline", {"deadline": "29s"}), ("another level of the log", {"level": "debug"}),
            ("an unknown key, refused", {"more": "no_such_key: 1\n"}),
        ])
        self._gateway.configure(**changes)
        self._gateway.reload()
        self.done[what] += 1

    def leave(self) -> None:
        self._gateway.configure()
        self._gateway.reload()
