"""Medians and ratios over rounds, as text."""

import statistics


def median(rounds: list[dict], name: str) -> float:
    return statistics.median(result[name] for result in rounds)


def ratios(ours: list[dict], theirs: list[dict], name: str) -> list[float]:
    """Of neighbouring rounds: what slows both down for a while leaves them as they are."""
    return [left[name] / right[name] for left, right in zip(ours, theirs, strict=True)]


def ratio(ours: list[dict], theirs: list[dict], name: str) -> float:
    """The median of the ratios of neighbouring rounds."""
    return statistics.median(ratios(ours, theirs, name))


#: What a column is called, and its figure as text.
COLUMNS = {
    "calls_per_second": ("calls/s", lambda figure: f"{figure:,.0f}"),
    "p50_us": ("p50", lambda figure: f"{figure / 1000:.2f} ms"),
    "p99_us": ("p99", lambda figure: f"{figure / 1000:.1f} ms"),
    "cpu_us": ("CPU per call", lambda figure: f"{figure:.0f} µs"),
    "rss_kib": ("memory", lambda figure: f"{figure / 1024:.1f} MiB"),
    "anonymous_kib": ("its own", lambda figure: f"{figure / 1024:.1f} MiB"),
    "load_cpu_us": ("load's CPU per call", lambda figure: f"{figure:.0f} µs"),
    "load": ("load's CPU", lambda figure: f"{figure:.0%}"),
    "busy": ("busy", lambda figure: f"{figure:.0%}"),
    "others": ("others' CPU", lambda figure: f"{figure:.0%}"),
}


def row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def header(names: list[str], numbers: list[str]) -> list[str]:
    """The two lines above a table's rows: names to the left, numbers to the right."""
    return [row(*names, *numbers), row(*["---"] * len(names), *["--:"] * len(numbers))]


class Table:
    """Medians over rounds as Markdown, so that it can be pasted into docs/performance.md."""

    def __init__(self, names: list[str], figures: list[str]):
        self._figures = figures
        self._lines = header(names, [COLUMNS[figure][0] for figure in figures])

    def add(self, names: list[str], rounds: list[dict]) -> None:
        self._lines.append(row(*names, *(COLUMNS[figure][1](median(rounds, figure)) for figure in self._figures)))

    def text(self) -> str:
        return "\n".join(self._lines)
