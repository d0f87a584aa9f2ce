"""What a ledger of a million payouts costs, compared with an empty one: each Remit, each GetPayout, the start, memory."""

import os
import statistics
import time
from pathlib import Path

from . import load
from .filling import fill
from .peers.gateway import Gateway
from .table import Table, ratio
from .upstream import Upstream

TARGET_COST = 1.2
TARGET_START = 2.0
OPEN = 10_000
#: Payouts in the ledger that is called empty, so that there is something for GetPayout to read.
FEW = 1_000
#: The upstream answers these with 000, so they are final; those of `OPEN_PREFIX` stay open.
DONE_PREFIX = "done-"
OPEN_PREFIX = "open-"
STARTS = 5
#: Callers that fill a ledger: no more than may wait to be accepted.
SEEDERS = 128


def run(folder: Path, rounds: int, seconds: float, payouts: int) -> dict:
    with Upstream(folder) as upstream:
        large, few = folder / "large", folder / "few"
        seeding = seed(large, upstream, done=payouts - OPEN, still_open=OPEN)
        seed(few, upstream, done=FEW, still_open=0)
        starts = {"large": measured_starts(large, upstream), "few": measured_starts(few, upstream)}
        with Gateway(large, upstream) as gateway, Gateway(few, upstream) as other:
            settle(upstream)
            servers = {"few": other, "large": gateway}
            known = {"few": FEW, "large": payouts - OPEN}
            first = {name: payouts * 10 for name in servers}
            fresh = {name: server.memory_kib for name, server in servers.items()}
            results = {f"{method} {name}": [] for method in ("Remit", "GetPayout") for name in servers}
            for method in ("Remit", "GetPayout"):
                for number in range(-1, rounds):
                    for name, server in servers.items():
                        result = load.run(
                            server, prefix=DONE_PREFIX, method=method, known=known[name], first=first[name],
                            seconds=seconds if number >= 0 else 1, helpers=[upstream])
                        if method == "Remit":
                            first[name] += result["calls"] + 64
                        if number >= 0:
                            results[f"{method} {name}"].append(result)
                            print(f"  {method} {name:5} {result['calls_per_second']:8.0f} calls/s"
                                  f"  {result['cpu_us']:6.1f} µs CPU  others {result['others']:.0%}", flush=True)
            memory = {name: server.memory_kib for name, server in servers.items()}
        size = sum(file.stat().st_size for file in large.glob("ledger.db*"))
    return {
        "payouts": payouts, "open": OPEN, "seeding": seeding, "ledger_bytes": size, "starts": starts, "rounds": results,
        "memory_kib": {"fresh": fresh, "used": memory},
    }


def seed(folder: Path, upstream: Upstream, done: int, still_open: int) -> dict:
    """Fills a ledger: the first final payouts and all open ones by paying, the many between them with copies of one of
    them (`filling`).

    The open ones come last and are asked about from half a minute later on, when the gateway is down: so each of them
    is due at the next start.
    """
    began = time.perf_counter()
    with Gateway(folder, upstream) as gateway:
        load.run(gateway, prefix=DONE_PREFIX, callers=SEEDERS, calls=min(done, FEW))
    fill(folder / "ledger.db", DONE_PREFIX, model=FEW // 2, payouts=done)
    took = time.perf_counter() - began
    if still_open:
        with Gateway(folder, upstream, first_poll="30s") as gateway:
            load.run(gateway, prefix=OPEN_PREFIX, callers=SEEDERS, calls=still_open)
            opened = time.perf_counter()
        time.sleep(max(0.0, 31 - (time.perf_counter() - opened)))
    return {"payouts": done, "seconds": took}


def measured_starts(folder: Path, upstream: Upstream) -> list[dict]:
    """Seconds from starting the process to its first answered call: the first time with the ledger out of the page
    cache and every open payout due, then as a restart finds it. Each question puts the next one off by an hour."""
    starts = []
    for number in range(STARTS):
        if number == 0:
            forget(folder / "ledger.db")
        before = upstream.counts()["questions"]
        with Gateway(folder, upstream) as gateway:
            load.run(gateway, prefix=DONE_PREFIX, method="GetPayout", callers=1, calls=1, known=FEW)
            starts.append({
                "seconds": time.perf_counter() - gateway.started, "cold": number == 0,
                "memory_kib": gateway.memory_kib})
            time.sleep(1)
            starts[-1]["questions_in_first_second"] = upstream.counts()["questions"] - before
    return starts


def forget(file: Path) -> None:
    """Takes a file out of the page cache."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def settle(upstream: Upstream) -> None:
    """Waits until the gateway has asked about all that was due."""
    while True:
        before = upstream.counts()
        time.sleep(3)
        if upstream.counts() == before:
            return


def table(results: dict) -> str:
    rounds, starts, memory = results["rounds"], results["starts"], results["memory_kib"]
    names = {"few": "empty", "large": f"{results['payouts']:,} payouts"}
    lines = [f"A ledger with {results['payouts']:,} payouts, {results['open']:,} of them open "
             f"({results['ledger_bytes'] / 1e9:.1f} GB), against an empty one", ""]
    text = Table([""], ["calls_per_second", "cpu_us", "p50_us", "p99_us", "others"])
    for name, of_it in rounds.items():
        method, _, which = name.partition(" ")
        text.add([f"{method}, {names[which]}"], of_it)
    lines += [text.text(), ""]
    for method in ("Remit", "GetPayout"):
        large, few = rounds[f"{method} large"], rounds[f"{method} few"]
        for what, factor in (
            ("time per call", ratio(few, large, "calls_per_second")), ("CPU per call", ratio(large, few, "cpu_us")),
        ):
            lines.append(f"{method}, {what}, large/empty: {factor:.2f} "
                         f"(target {TARGET_COST}: {'met' if factor <= TARGET_COST else 'MISSED'})")
    for which, of_it in starts.items():
        cold = next(start["seconds"] for start in of_it if start["cold"])
        warm = statistics.median(start["seconds"] for start in of_it if not start["cold"])
        worst = max(start["seconds"] for start in of_it)
        verdict = f" (target < {TARGET_START} s: {'met' if worst < TARGET_START else 'MISSED'})" if which == "large" else ""
        lines.append(f"Start to first answer, {names[which]}: {cold:.2f} s cold, {warm:.2f} s warm{verdict}")
    for moment, of_it in memory.items():
        lines.append(f"Memory, {moment}: " + ", ".join(
            f"{names[which]} {kib['VmRSS'] / 1024:.0f} MiB (own {kib['RssAnon'] / 1024:.0f}, highest {kib['VmHWM'] / 1024:.0f})"
            for which, kib in of_it.items()))
    return "\n".join(lines)
