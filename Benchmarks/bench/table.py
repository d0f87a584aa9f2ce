"""Medians and ratios over rounds, as text."""

import statistics


def median(rounds: list[dict], name: str) -> float:
    return statistics.median(result[name] for result in rounds)


def ratio(ours: list[dict], theirs: list[dict], name: str) -> float:
    """The median of the ratios of neighbouring rounds: what slows both down for a while leaves it as it is."""
    return statistics.median(left[name] / right[name] for left, right in zip(ours, theirs, strict=True))


class Table:
    """Markdown, so that it can be pasted into docs/performance.md."""

    def __init__(self, *titles: str):
        self._rows = [titles, ("---", *["--:"] * (len(titles) - 1))]

    def add(self, name: str, rounds: list[dict]) -> None:
        self._rows.append((
            name, f"{median(rounds, 'calls_per_second'):,.0f}", f"{median(rounds, 'cpu_us'):.0f} µs",
            f"{median(rounds, 'p50_us') / 1000:.2f} ms", f"{median(rounds, 'p99_us') / 1000:.1f} ms",
            f"{median(rounds, 'others'):.0%}"))

    def text(self) -> str:
        return "\n".join("| " + " | ".join(row) + " |" for row in self._rows)
