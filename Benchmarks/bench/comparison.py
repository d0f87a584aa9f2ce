"""Durable payouts through the gateway against the same payouts through Envoy, without any record."""

import os
from pathlib import Path

from . import envoy, load
from .envoy import Envoy
from .gateway import Gateway
from .table import Table, ratio
from .upstream import Upstream

TARGET = 0.8
CALLERS = (64, 1)


def run(folder: Path, rounds: int, seconds: float) -> dict:
    """Both in front of the same upstream, taking turns, so that whatever else the machine does hits both."""
    with (
        Upstream(folder) as upstream,
        Gateway(folder / "gateway", upstream) as gateway,
        Envoy(folder / "envoy", upstream, threads=os.cpu_count() or 1) as other,
    ):
        servers = {"oyd": gateway, "envoy": other}
        results = {f"{name} {callers}": [] for callers in CALLERS for name in servers}
        for callers in CALLERS:
            for number in range(-1, rounds):
                for name, server in servers.items():
                    sent = upstream.counts()["remits"]
                    result = load.run(
                        server, prefix=f"{name}-{callers}-{number}-", callers=callers,
                        seconds=seconds if number >= 0 else 1, helpers=[upstream])
                    check(result, upstream, sent)
                    if number >= 0:  # The round before the first one only warms up.
                        results[f"{name} {callers}"].append(result)
                        progress(name, callers, result)
        listen(gateway)
        memory = {name: server.memory_kib for name, server in servers.items()}
    return {"envoy": envoy.version(), "rounds": results, "memory_kib": memory}


def check(result: dict, upstream: Upstream, sent: int) -> None:
    """A figure counts only if the work was done: as many payouts reached the upstream as were answered."""
    counts = upstream.counts()
    if counts["remits"] - sent != result["calls"]:
        raise load.Failed(f"{result['calls']} payouts were answered and {counts['remits'] - sent} were sent")
    if counts["questions"]:
        raise load.Failed("questions about payouts fell into the rounds")


def listen(gateway: Gateway) -> None:
    """The gateway must have had nothing to complain of."""
    complaints = [line for line in gateway.log.read_text().splitlines() if " error " in line or " critical " in line]
    if complaints:
        raise load.Failed(f"oyd complained: {complaints[0]}")


def progress(name: str, callers: int, result: dict) -> None:
    print(f"  {name:6} {callers:3} callers {result['calls_per_second']:8.0f} calls/s  {result['cpu_us']:6.1f} µs CPU"
          f"  p50 {result['p50_us']} µs  others {result['others']:.0%}", flush=True)


def table(results: dict) -> str:
    rounds = results["rounds"]
    table = Table("", "calls/s", "CPU per call", "p50", "p99", "others' CPU")
    for name, of_it in rounds.items():
        table.add(name.replace(" ", ", ") + " callers", of_it)
    parts = ["Remit: oyd with ledger, Envoy " + results["envoy"] + " without any record", "", table.text(), ""]
    for callers in CALLERS:
        factor = ratio(rounds[f"oyd {callers}"], rounds[f"envoy {callers}"], "calls_per_second")
        verdict = ("" if callers == 1 else f" (target {TARGET:.2f}: {'met' if factor >= TARGET else 'MISSED'})")
        parts.append(f"oyd/Envoy, calls/s, {callers} callers: {factor:.2f}{verdict}")
        factor = ratio(rounds[f"oyd {callers}"], rounds[f"envoy {callers}"], "cpu_us")
        parts.append(f"oyd/Envoy, CPU per call, {callers} callers: {factor:.2f}")
    return "\n".join(parts)
