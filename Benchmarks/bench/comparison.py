"""Durable payouts and audited questions through the gateway, against the same through what one would use instead, without
any record."""

from contextlib import ExitStack
from pathlib import Path

from . import load
from .peers import PEERS, TITLES
from .peers import envoy, nginx
from .peers.gateway import Gateway
from .upstream import Upstream

CONNECTIONS = (1, 16, 64, 1000)
#: The upstream's count of what it answered, by method.
COUNTS = {"GetBalance": "balances", "Remit": "remits"}


def run(folder: Path, rounds: int, seconds: float, methods: list[str], peers: list[str], connections: list[int]) -> dict:
    """All in front of the same upstream, taking turns, so that whatever else the machine does hits all. Each method has
    servers of its own, and the numbers of connections rise, so that no memory of theirs is of anything before."""
    results = []
    for method in methods:
        with ExitStack() as stack:
            of_it = folder / method
            of_it.mkdir()
            upstream = stack.enter_context(Upstream(of_it))
            servers = {name: stack.enter_context(PEERS[name](of_it / name, upstream)) for name in PEERS if name in peers}
            for count in sorted(connections):
                for number in range(-1, rounds):
                    for name in turn(list(servers), number):
                        # The round before the first one only warms up.
                        result = measured(servers, name, upstream, method, count, seconds if number >= 0 else 1, number)
                        if number >= 0:
                            result = {"method": method, "peer": name, "connections": count, "round": number} | result
                            results.append(result)
                            progress(result)
            if "oyd" in servers:
                listen(servers["oyd"])
    return {"versions": {"envoy": envoy.version(), "nginx": nginx.version()}, "rounds": results}


def turn(names: list[str], number: int) -> list[str]:
    """Every second time the other way round: nobody is always the one before, or after, a certain other."""
    return names[::-1] if number % 2 else names


def measured(servers: dict, name: str, upstream: Upstream, method: str, count: int, seconds: float, number: int) -> dict:
    sent = upstream.counts()
    result = load.run(
        servers[name], helpers=[upstream, *servers.values()], prefix=f"{name}-{count}-{number}-", method=method,
        callers=count, seconds=seconds, greet=True)
    check(result, method, sent, upstream.counts())
    return result


def check(result: dict, method: str, before: dict, after: dict) -> None:
    """A figure counts only if the work was done: as many calls reached the upstream as were answered."""
    sent, answered = after[COUNTS[method]] - before[COUNTS[method]], result["calls"] + result["greeted"]
    if sent != answered:
        raise load.Failed(f"{answered} calls were answered and {sent} were sent")
    if after["questions"]:
        raise load.Failed("questions about payouts fell into the rounds")


def listen(gateway: Gateway) -> None:
    """The gateway must have had nothing to complain of."""
    complaints = [line for line in gateway.log.read_text().splitlines() if " error " in line or " critical " in line]
    if complaints:
        raise load.Failed(f"oyd complained: {complaints[0]}")


def progress(result: dict) -> None:
    print(f"  {result['method']:10} {TITLES[result['peer']]:20} {result['connections']:5} connections"
          f" {result['calls_per_second']:8.0f} calls/s  {result['cpu_us']:6.1f} µs CPU  p50 {result['p50_us']:6} µs"
          f"  {result['rss_kib'] / 1024:6.1f} MiB  load {result['load']:.0%}  others {result['others']:.0%}", flush=True)
