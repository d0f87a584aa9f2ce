"""One round: callers that call as fast as they are answered, and what it cost the server."""

import json
import os
import resource
import subprocess
import time

from . import machine
from .paths import BUILT


class Failed(RuntimeError):
    """A call failed: there is no figure then."""


def run(server, *, prefix: str, method: str = "Remit", callers: int = 64, seconds: float | None = None,
        calls: int = 0, first: int = 0, known: int = 1, helpers: list = ()) -> dict:
    """Runs one round against `server`; `helpers` are other processes of the benchmark that work during it.

    Gives calls/s, latencies, the server's CPU time per call, and `others`: the share of the machine's CPU time that
    processes which are no part of the benchmark took meanwhile.
    """
    command = [BUILT / "load", "-protocol", server.protocol, "-socket", server.socket, "-method", method, "-prefix",
               prefix, "-callers", callers, "-calls", calls, "-first", first, "-known", known]
    if seconds:
        command += ["-for", f"{seconds}s"]
    before = usage(server, helpers)
    ended = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    after = usage(server, helpers)
    if ended.returncode != 0:
        raise Failed(ended.stderr)
    result = json.loads(ended.stdout)
    if result["failures"]:
        raise Failed(f"{result['failures']} callers failed: {result['failure']}")
    used = {name: after[name] - before[name] for name in after}
    return result | {
        "cpu_us": used["server"] / max(result["calls"], 1) * 1_000_000,
        "others": max(0.0, used["everything"] - used["ours"]) / (used["time"] * os.cpu_count()),
    }


def usage(server, helpers) -> dict[str, float]:
    """CPU seconds used so far, and the time."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    ours = server.cpu_seconds + sum(helper.cpu_seconds for helper in helpers)
    return {
        "time": time.perf_counter(), "server": server.cpu_seconds, "everything": machine.busy_seconds(),
        "ours": ours + children.ru_utime + children.ru_stime,
    }
