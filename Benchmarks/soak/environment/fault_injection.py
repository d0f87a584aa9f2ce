"""OY!'s side: faults all along, and an outage now and then."""

import random
import time

from .. import plan
from ..evidence.window import Window
from . import faults
from .periodic_task import PeriodicTask
from .simulator import Simulator


class FaultInjection(PeriodicTask):
    pause = plan.BETWEEN_OUTAGES

    def __init__(self, draw: random.Random, simulator: Simulator):
        super().__init__(draw)
        self._simulator = simulator
        #: When OY! was away: those who measure leave that out.
        self.outages: list[Window] = []
        simulator.ask("POST", "faults", faults.all_along(plan.FAULT_PERCENT, draw.randrange(1 << 30)))

    def act(self) -> None:
        seconds, start = self.draw.uniform(*plan.OUTAGE), time.monotonic()
        self._simulator.ask("POST", "faults", {"kind": "refuse", "ms": int(seconds * 1000)})
        self.wait(seconds)
        self.outages.append(Window(start, start + seconds + plan.AFTERMATH))

    def restore(self) -> None:
        self._simulator.ask("DELETE", "faults")
