"""Durable payouts and audited questions through the gateway against the same through Envoy, without any record."""

import os
from pathlib import Path

from . import envoy, load
from .envoy import Envoy
from .gateway import Gateway
from .table import Table, ratio
from .upstream import Upstream

CALLERS = (64, 1)
#: The upstream's count of what it answered, by method.
COUNTS = {"Remit": "remits", "GetBalance": "balances"}
#: What oyd/Envoy is to be at least, or at most, by method, figure and callers.
TARGETS = {
    "Remit": {("calls_per_second", 64): (1.2, None), ("cpu_us", 64): (None, 0.9), ("p50_us", 1): (None, 1.5)},
    "GetBalance": {("calls_per_second", 64): (2.0, None), ("cpu_us", 64): (None, 0.5), ("p50_us", 1): (None, 0.5)},
}
FIGURES = {"calls_per_second": "calls/s", "cpu_us": "CPU per call", "p50_us": "p50"}


def run(folder: Path, rounds: int, seconds: float, methods: list[str]) -> dict:
    """Both in front of the same upstream, taking turns, so that whatever else the machine does hits both."""
    with (
        Upstream(folder) as upstream,
        Gateway(folder / "gateway", upstream) as gateway,
        Envoy(folder / "envoy", upstream, threads=os.cpu_count() or 1) as other,
    ):
        servers = {"oyd": gateway, "envoy": other}
        results = {}
        for method in methods:
            for callers in CALLERS:
                for number in range(-1, rounds):
                    for name, server in servers.items():
                        sent = upstream.counts()[COUNTS[method]]
                        result = load.run(
                            server, prefix=f"{name}-{callers}-{number}-", method=method, callers=callers,
                            seconds=seconds if number >= 0 else 1, helpers=[upstream])
                        check(result, method, upstream, sent)
                        if number >= 0:  # The round before the first one only warms up.
                            results.setdefault(f"{method} {name} {callers}", []).append(result)
                            progress(method, name, callers, result)
        listen(gateway)
        memory = {name: server.memory_kib for name, server in servers.items()}
    return {"envoy": envoy.version(), "rounds": results, "memory_kib": memory}


def check(result: dict, method: str, upstream: Upstream, sent: int) -> None:
    """A figure counts only if the work was done: as many calls reached the upstream as were answered."""
    counts = upstream.counts()
    if counts[COUNTS[method]] - sent != result["calls"]:
        raise load.Failed(f"{result['calls']} calls were answered and {counts[COUNTS[method]] - sent} were sent")
    if counts["questions"]:
        raise load.Failed("questions about payouts fell into the rounds")


def listen(gateway: Gateway) -> None:
    """The gateway must have had nothing to complain of."""
    complaints = [line for line in gateway.log.read_text().splitlines() if " error " in line or " critical " in line]
    if complaints:
        raise load.Failed(f"oyd complained: {complaints[0]}")


def progress(method: str, name: str, callers: int, result: dict) -> None:
    print(f"  {method:10} {name:6} {callers:3} callers {result['calls_per_second']:8.0f} calls/s  {result['cpu_us']:6.1f} µs CPU"
          f"  p50 {result['p50_us']} µs  others {result['others']:.0%}", flush=True)


def table(results: dict) -> str:
    rounds = results["rounds"]
    table = Table("", "calls/s", "CPU per call", "p50", "p99", "others' CPU")
    for name, of_it in rounds.items():
        method, server, callers = name.split()
        table.add(f"{method}, {server}, {callers} callers", of_it)
    ratios = ["| oyd/Envoy | callers | " + " | ".join(FIGURES.values()) + " |", "| --- | --: |" + " --: |" * len(FIGURES)]
    for method in dict.fromkeys(name.split()[0] for name in rounds):
        for callers in CALLERS:
            cells = [cell(rounds, method, callers, figure) for figure in FIGURES]
            ratios.append(f"| {method} | {callers} | " + " | ".join(cells) + " |")
    return "\n".join([
        "oyd with ledger and audit, Envoy " + results["envoy"] + " without any record", "", table.text(), "", *ratios])


def cell(rounds: dict, method: str, callers: int, figure: str) -> str:
    factor = ratio(rounds[f"{method} oyd {callers}"], rounds[f"{method} envoy {callers}"], figure)
    least, most = TARGETS[method].get((figure, callers), (None, None))
    if least is not None:
        return f"{factor:.2f} (≥ {least}: {'met' if factor >= least else 'MISSED'})"
    if most is not None:
        return f"{factor:.2f} (≤ {most}: {'met' if factor <= most else 'MISSED'})"
    return f"{factor:.2f}"
