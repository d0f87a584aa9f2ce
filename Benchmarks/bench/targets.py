"""What the gateway is to reach, and whether it did."""

from dataclasses import dataclass

from .peers import TITLES
from .table import header, row


@dataclass
class Bound:
    """At least or at most so much."""

    least: float | None = None
    most: float | None = None

    def is_met(self, figure: float) -> bool:
        return (self.least is None or figure >= self.least) and (self.most is None or figure <= self.most)

    def __str__(self) -> str:
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


@dataclass
class Target:
    """What a ratio of the gateway's figure to a peer's is to be."""

    method: str
    figure: str
    connections: int
    peer: str
    bound: Bound


TARGETS = [
    Target("GetBalance", "calls_per_second", 64, "envoy-transcoder", Bound(least=2.0)),
    Target("GetBalance", "cpu_us", 64, "envoy-transcoder", Bound(most=0.5)),
    Target("GetBalance", "p50_us", 1, "envoy-transcoder", Bound(most=0.5)),
    Target("GetBalance", "rss_kib", 64, "envoy-transcoder", Bound(most=0.7)),
    Target("GetBalance", "calls_per_second", 64, "nginx", Bound(least=0.9)),
    Target("Remit", "calls_per_second", 64, "envoy-transcoder", Bound(least=1.2)),
    Target("Remit", "cpu_us", 64, "envoy-transcoder", Bound(most=0.9)),
    Target("Remit", "p50_us", 1, "envoy-transcoder", Bound(most=1.5)),
    Target("Remit", "rss_kib", 64, "envoy-transcoder", Bound(most=0.8)),
]


def verdict(what: str, figure: float, bound: Bound, text: str = "") -> dict:
    """`text` is the figure as it is to be read."""
    return {
        "what": what, "figure": figure, "target": str(bound), "met": bound.is_met(figure), "text": text or f"{figure:.2f}"}


def of_ratios(ratios: list[dict]) -> list[dict]:
    """The verdicts on those targets that were measured; `ratios` as `summary.ratios` gives them."""
    known = {(ratio["method"], ratio["figure"], ratio["connections"], ratio["peer"]): ratio for ratio in ratios}
    verdicts = []
    for target in TARGETS:
        ratio = known.get((target.method, target.figure, target.connections, target.peer))
        if ratio:
            what = f"{target.method}, {NAMES[target.figure]}, {plural(target.connections)}, oyd to {TITLES[target.peer]}"
            text = f"{ratio['ratio']:.2f} ({ratio['lowest']:.2f}–{ratio['highest']:.2f})"
            verdicts.append(verdict(what, ratio["ratio"], target.bound, text))
    return verdicts


#: Figures in the midst of a sentence.
NAMES = {"calls_per_second": "calls/s", "cpu_us": "CPU per call", "p50_us": "p50", "p99_us": "p99", "rss_kib": "memory"}


def plural(connections: int) -> str:
    return f"{connections:,} connection{'s' if connections != 1 else ''}"


def table(verdicts: list[dict]) -> str:
    lines = header(["target"], ["measured", "to reach", ""])
    for one in verdicts:
        lines.append(row(one["what"], f"**{one['text']}**", one["target"], "met" if one["met"] else "MISSED"))
    return "\n".join(lines)
