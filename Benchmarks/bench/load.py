"""One round: callers that call as fast as they are answered, and what it cost the server."""

import json
import os
import resource
import subprocess
import time

from . import machine
from .paths import BUILT
from .process import Process


class Failed(RuntimeError):
    """A call failed: there is no figure then."""


class Load(Process):
    """The callers: one process, in three steps. All its connections are open once it is made, `call` makes the calls, and the
    connections stay open until it is left."""

    def __init__(self, peer, *, method: str = "Remit", prefix: str = "", callers: int = 64, parallel: int = 0,
                 seconds: float | None = None, calls: int = 0, each: int = 0, first: int = 0, known: int = 1,
                 greet: bool = False):
        command = [BUILT / "load", *peer.address, "-method", method, "-prefix", prefix, "-callers", callers,
                   "-parallel", parallel, "-calls", calls, "-each", each, "-first", first, "-known", known]
        if greet:
            command += ["-greet"]
        if seconds:
            command += ["-for", f"{seconds}s"]
        began = time.perf_counter()
        self._process = subprocess.Popen(
            [str(part) for part in command], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._answer()
        self.seconds_to_connect = time.perf_counter() - began

    @property
    def pid(self) -> int:
        return self._process.pid

    def call(self) -> dict:
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        report = json.loads(self._answer())
        if report["failures"]:
            raise Failed(f"{report['failures']} callers failed: {report['failure']}")
        return report

    def _answer(self) -> str:
        line = self._process.stdout.readline()
        if not line:
            raise Failed(self._process.communicate()[1])
        return line

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind:
            self._process.kill()
        self._process.communicate()


def run(peer, *, helpers: list = (), **options) -> dict:
    """Runs one round through `peer`, with the options of `Load`; `helpers` are other processes of the benchmark that are there
    meanwhile.

    Gives calls/s, latencies, the CPU time and the memory that the calls cost the peer (`measured`), with all connections still open, and
    of the machine's CPU time the shares of the load itself, of all work, and of `others`: processes that are no part of the benchmark.
    """
    with Load(peer, **options) as load:
        measured = peer.measured(load)
        ours = {load, peer, *helpers}
        before = usage(measured, load, ours)
        report = load.call()
        after = usage(measured, load, ours)
        memory = measured.memory_kib
    used = {name: after[name] - before[name] for name in after}
    calls, machine_seconds = max(report["calls"], 1), used["time"] * (os.cpu_count() or 1)
    return report | {
        "cpu_us": used["measured"] / calls * 1_000_000,
        "load_cpu_us": used["load"] / calls * 1_000_000,
        "load": used["load"] / machine_seconds,
        "busy": used["everything"] / machine_seconds,
        "others": max(0.0, used["everything"] - used["ours"]) / machine_seconds,
        "rss_kib": memory["VmRSS"],
        "anonymous_kib": memory["RssAnon"],
    }


def usage(measured, load: Load, ours: set) -> dict[str, float]:
    """CPU seconds used so far, and the time."""
    itself = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "time": time.perf_counter(), "measured": measured.cpu_seconds, "load": load.cpu_seconds,
        "everything": machine.busy_seconds(),
        "ours": sum(process.cpu_seconds for process in ours) + itself.ru_utime + itself.ru_stime,
    }
