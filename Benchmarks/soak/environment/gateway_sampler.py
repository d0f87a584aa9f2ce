"""The gateway's process, looked at every few seconds."""

import os
import re
import time
from pathlib import Path

from bench import machine

from .periodic_task import Actor

#: Label values that make many samples of one metric: they are added up.
SUMMED = ("oyd_calls_total", "oyd_payouts_open", "oyd_upstream_attempts_total")
FOLLOWERS_LAG = re.compile(r'oyd_event_consumer_lag\{.*consumer="follower"')
GAUGES = (
    "oyd_connections", "oyd_ledger_queue_length", "oyd_ledger_dropped_notes_total", "oyd_ledger_refused_changes_total",
    "oyd_audit_failures_total", "oyd_ledger_sequence")


class Samples(Actor):
    def __init__(self, draw, gateway, simulator, players: list[int], seconds: float):
        super().__init__(draw)
        self._players = [simulator.pid, os.getpid(), *players]
        self.pause = (seconds, seconds)
        self._gateway = gateway
        self._simulator = simulator
        self.taken: list[dict] = []

    def act(self) -> None:
        pid = self._gateway.pid
        memory = machine.memory_kib(pid)
        metrics = self._gateway.metrics()
        ledger = self._gateway.ledger
        descriptors, upstream = open_descriptors(pid), self._simulator.connections
        sample = {
            "at": time.monotonic(), "rss": memory["VmRSS"] / 1024, "own": memory["RssAnon"] / 1024,
            "descriptors": descriptors, "upstream": upstream,
            # Those that no connection to OY! and none of a caller explains: files, loops, callbacks.
            "other_descriptors": max(0, descriptors - upstream - metrics.get("oyd_connections", 0)),
            "threads": len(os.listdir(f"/proc/{pid}/task")),
            "cpu": machine.process_seconds(pid), "busy": machine.busy_seconds(),
            "players": sum(machine.process_seconds(player) for player in self._players),
            "database": mebibytes(ledger),
            "ledger": mebibytes(ledger) + mebibytes(ledger.with_name(ledger.name + "-wal")),
            "lag": max((value for name, value in metrics.items() if FOLLOWERS_LAG.match(name)), default=0),
        }
        for name in SUMMED:
            sample[name] = sum(value for key, value in metrics.items() if key.startswith(name + "{"))
        for name in GAUGES:
            sample[name] = metrics.get(name, 0)
        self.taken.append(sample)


def open_descriptors(pid: int) -> int:
    """0 where they can't be seen: oyd hides them, with its memory, from everybody but root."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except PermissionError:
        return 0


def mebibytes(path: Path) -> float:
    return path.stat().st_size / 2**20 if path.exists() else 0.0
