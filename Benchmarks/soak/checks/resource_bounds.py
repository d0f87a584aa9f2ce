"""Memory, descriptors and threads: how much each may grow. Latency is printed and not judged: it says as much of the machine
as of the gateway."""

import os

from ..evidence.window import Window
from .check import Check
from .trend import Trend

CORES = os.cpu_count() or 1

#: MiB of the daemon's own memory that the allocator may keep of a busy moment, and for each hour besides: a leak of 50 bytes
#: a call shows at 150 calls/s in half an hour.
OWN_MEMORY_MIB = 8
OWN_MEMORY_MIB_PER_HOUR = 12
#: The ledger's page caches (2 MiB of the writer, 8 of its readers) fill up as the ledger grows. Where it was smaller
#: than that when the time to warm up was over, what it lacked may still come.
PAGE_CACHE_MIB = 10
#: Connections to OY!, by the pools' own bound: 64 on each event loop, of which there is one more than cores, for payouts,
#: and as many for all else. How many of them are kept warm is the last burst's doing: they come by some dozens with each
#: outage and go again.
OY_CONNECTIONS = 2 * 64 * (CORES + 1)
#: Descriptors besides those and callers' connections. Among them are the callbacks' and up to eight of somebody who is no
#: caller; a connection that only one side has closed is one of them, too.
OTHER_DESCRIPTORS = 16
THREADS = 4


def checks(trends: dict[str, Trend], measured: Window) -> list[Check]:
    """Trends are by the name of what was sampled."""
    hours = measured.seconds / 3600
    caches = max(0.0, PAGE_CACHE_MIB - trends["database_mib"].lowest)
    own_memory = OWN_MEMORY_MIB + OWN_MEMORY_MIB_PER_HOUR * hours + caches
    return [
        grows_little("own memory", trends["own_memory_mib"], own_memory, " MiB"),
        grows_little(
            "descriptors besides connections to OY! and of callers", trends["other_descriptors"], OTHER_DESCRIPTORS),
        stays_below("connections to OY!", trends["upstream_connections"], OY_CONNECTIONS),
        grows_little("threads", trends["threads"], THREADS),
    ]


def grows_little(what: str, figure: Trend, bound: float, unit: str = "") -> Check:
    if figure.highest == 0:
        return Check(f"flat: {what}", "not looked at: only root can", [])
    growth = figure.last - figure.first
    looked_at = f"{figure.first:.1f} to {figure.last:.1f}{unit}, bound {bound:+.1f}{unit}"
    return Check(f"flat: {what}", looked_at, [f"grew by {growth:.1f}{unit}"] if growth > bound else [])


def stays_below(what: str, figure: Trend, bound: float) -> Check:
    problems = [f"there were {figure.highest:.0f}"] if figure.highest > bound else []
    return Check(f"bounded: {what}", f"at most {figure.highest:.0f}, bound {bound:.0f}", problems)
