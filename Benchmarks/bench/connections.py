"""What connections cost the gateway: those that are open and do nothing, ten thousand at once, and a thousand that call."""

import statistics
import time
from pathlib import Path

from . import comparison, load, targets
from .peers.gateway import Gateway
from .table import Table, ratios
from .targets import Bound, plural, verdict
from .upstream import Upstream

IDLE, MANY = 1_000, 10_000
FEW, BUSY = 64, 1_000
#: Times that the idle connections are opened, each time to a gateway that never had so many: memory that it has once had
#: for connections is used again.
FRESH = 3
#: Callers at the same time where each is to make one call: what calls under way take is not what is measured.
AT_ONCE = 8
#: After so long nothing happens any more to connections and calls.
SETTLED = 1.0

IDLE_MIB = Bound(most=20)
SERVED = Bound(least=MANY)
THROUGHPUT = Bound(least=0.9)


def run(folder: Path, rounds: int, seconds: float, methods: list[str]) -> dict:
    results = {"idle": [], "rounds": []}
    with Upstream(folder) as upstream:
        for number in range(FRESH):
            with Gateway(folder / f"idle-{number}", upstream) as gateway:
                results["idle"].append(held(gateway, upstream, IDLE))
        with Gateway(folder / "many", upstream) as gateway:
            results["many"] = tried(gateway, upstream, MANY)
        for method in methods:
            with Gateway(folder / method, upstream) as gateway:
                results["rounds"] += taking_turns(gateway, upstream, method, rounds, seconds)
    return summarized(results)


def tried(gateway: Gateway, upstream: Upstream, count: int) -> dict:
    """Whatever goes wrong with so many, a limit of open files say, is a result."""
    try:
        return held(gateway, upstream, count)
    except (load.Failed, OSError) as error:
        print(f"  {plural(count)}: {error}", flush=True)
        return {"connections": count, "served": 0, "failure": str(error)}


def held(gateway: Gateway, upstream: Upstream, count: int) -> dict:
    """Opens connections, has each of them answer one call, and looks at the gateway's memory while all are open."""
    load.run(gateway, helpers=[upstream], prefix="warm-", method="GetBalance", callers=AT_ONCE, seconds=1)
    before = gateway.memory_kib
    sent = upstream.counts()
    with load.Load(gateway, method="GetBalance", callers=count, each=1, parallel=AT_ONCE) as callers:
        time.sleep(SETTLED)
        opened = gateway.memory_kib
        report = callers.call()
        time.sleep(SETTLED)
        called = gateway.memory_kib
    comparison.check(report, "GetBalance", sent, upstream.counts())
    result = {
        "connections": count, "served": report["calls"], "seconds_to_connect": callers.seconds_to_connect,
        "seconds_to_call": report["seconds"], "before_kib": before, "opened_kib": opened, "called_kib": called,
        "opened_growth_mib": (opened["VmRSS"] - before["VmRSS"]) / 1024,
        "growth_mib": (called["VmRSS"] - before["VmRSS"]) / 1024,
    }
    print(f"  {plural(count)}: {result['served']:,} calls, opened in {result['seconds_to_connect']:.2f} s, "
          f"{result['growth_mib']:.1f} MiB more", flush=True)
    return result


def taking_turns(gateway: Gateway, upstream: Upstream, method: str, rounds: int, seconds: float) -> list[dict]:
    results = []
    for number in range(-1, rounds):
        for count in (FEW, BUSY) if number % 2 == 0 else (BUSY, FEW):
            result = comparison.measured({"oyd": gateway}, "oyd", upstream, method, count, seconds if number >= 0 else 1, number)
            if number >= 0:
                results.append({"method": method, "peer": "oyd", "connections": count, "round": number} | result)
                comparison.progress(results[-1])
    comparison.listen(gateway)
    return results


def summarized(results: dict) -> dict:
    """Adds the verdicts."""
    verdicts = [verdict(
        f"{plural(IDLE)} that are open after one call each: memory of oyd more than before",
        max(one["growth_mib"] for one in results["idle"]), IDLE_MIB,
        " · ".join(f"{one['growth_mib']:.1f}" for one in results["idle"]) + " MiB")]
    many = results["many"]
    verdicts.append(verdict(
        f"{plural(MANY)}, all open at once, one call on each: those that were answered", many["served"], SERVED,
        many.get("failure") or f"{many['served']:,}"))
    for (method, _), (few, busy) in pairs(results["rounds"]).items():
        each = ratios(busy, few, "calls_per_second")
        verdicts.append(verdict(
            f"{method}, calls/s, {plural(BUSY)} to {FEW}", statistics.median(each), THROUGHPUT,
            f"{statistics.median(each):.2f} ({min(each):.2f}–{max(each):.2f})"))
    return results | {"targets": verdicts}


def pairs(rounds: list[dict]) -> dict[tuple, tuple[list, list]]:
    """The rounds with few and with many connections, by method."""
    found = {}
    for one in rounds:
        found.setdefault((one["method"], one["peer"]), ([], []))[one["connections"] == BUSY].append(one)
    return found


def text(results: dict) -> str:
    lines = [line(one) for one in [*results["idle"], results["many"]] if "failure" not in one]
    table = Table(["oyd", "connections"], ["calls_per_second", "p50_us", "p99_us", "cpu_us", "rss_kib", "others"])
    for (method, _), of_it in pairs(results["rounds"]).items():
        for count, rounds in zip((FEW, BUSY), of_it, strict=True):
            table.add([method, f"{count:,}"], rounds)
    return "\n\n".join(["Connections to oyd", "\n".join(lines), table.text(),
                        targets.table(results["targets"])])


def line(one: dict) -> str:
    return (f"* {plural(one['connections'])}: opened in {one['seconds_to_connect']:.2f} s, one call on each in "
            f"{one['seconds_to_call']:.2f} s; memory {one['before_kib']['VmRSS'] / 1024:.1f} MiB before, "
            f"{one['opened_growth_mib']:.1f} MiB more once they were open, {one['growth_mib']:.1f} MiB more after the calls")
