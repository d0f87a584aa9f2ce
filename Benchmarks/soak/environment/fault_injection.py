"""OY!'s side: faults all along, and an outage now and then."""

import time

from . import faults
from .. import plan
from .periodic_task import Actor


class Weather(Actor):
    pause = plan.QUIET

    def __init__(self, draw, simulator):
        super().__init__(draw)
        self._simulator = simulator
        #: When OY! was away, from and to: those who measure leave that out.
        self.outages: list[tuple[float, float]] = []
        simulator.ask("POST", "faults", faults.all_along(plan.FAULT_PERCENT, draw.randrange(1 << 30)))

    def act(self) -> None:
        seconds, began = self.draw.uniform(*plan.OUTAGE), time.monotonic()
        self._simulator.ask("POST", "faults", {"kind": "refuse", "ms": int(seconds * 1000)})
        self.waits(seconds)
        self.outages.append((began, began + seconds + plan.AFTERMATH))

    def leave(self) -> None:
        self._simulator.ask("DELETE", "faults")
