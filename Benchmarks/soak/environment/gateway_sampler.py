"""Looks at the gateway's process every few seconds."""

import os
import random
import re
import time
from pathlib import Path

from bench import machine

from ..evidence.sample import Sample
from .gateway import Gateway
from .periodic_task import PeriodicTask
from .simulator import Simulator

FOLLOWERS_LAG = re.compile(r'oyd_event_consumer_lag\{.*consumer="follower"')


class GatewaySampler(PeriodicTask):
    def __init__(self, draw: random.Random, gateway: Gateway, simulator: Simulator, callers: list[int], seconds: float):
        super().__init__(draw)
        self.pause = (seconds, seconds)
        self._gateway = gateway
        self._simulator = simulator
        #: The processes that take part in the soak, besides the gateway.
        self._others = [simulator.pid, os.getpid(), *callers]
        self.samples: list[Sample] = []

    def act(self) -> None:
        pid, ledger = self._gateway.pid, self._gateway.ledger
        memory, metrics = machine.memory_kib(pid), self._gateway.metrics()
        descriptors, upstream = open_descriptors(pid), self._simulator.connections
        callers = metrics.get("oyd_connections", 0)
        self.samples.append(Sample(
            at=time.monotonic(),
            rss_mib=memory["VmRSS"] / 1024,
            own_memory_mib=memory["RssAnon"] / 1024,
            descriptors=descriptors,
            upstream_connections=upstream,
            caller_connections=callers,
            other_descriptors=max(0, descriptors - upstream - callers),
            threads=len(os.listdir(f"/proc/{pid}/task")),
            cpu_seconds=machine.process_seconds(pid),
            soak_cpu_seconds=sum(map(machine.process_seconds, self._others)),
            machine_cpu_seconds=machine.busy_seconds(),
            database_mib=mebibytes(ledger),
            ledger_mib=mebibytes(ledger) + mebibytes(ledger.with_name(ledger.name + "-wal")),
            calls=total(metrics, "oyd_calls_total"),
            upstream_attempts=total(metrics, "oyd_upstream_attempts_total"),
            ledger_queue=metrics.get("oyd_ledger_queue_length", 0),
            follower_lag=max((value for name, value in metrics.items() if FOLLOWERS_LAG.match(name)), default=0),
        ))


def total(metrics: dict[str, float], name: str) -> float:
    """Over all labels."""
    return sum(value for key, value in metrics.items() if key.startswith(name + "{"))


def open_descriptors(pid: int) -> int:
    """0 where they can't be seen: oyd hides them, with its memory, from everybody but root."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except PermissionError:
        return 0


def mebibytes(path: Path) -> float:
    return path.stat().st_size / 2**20 if path.exists() else 0.0
