"""The comparison as a picture: for each method what the targets are about, and calls/s by connections."""

from dataclasses import dataclass

from .peers import PEERS, TITLES
from .svg import INK, QUIET, Drawing
from .targets import plural

COLORS = {
    "direct": "#9aa5b1", "nginx": "#3d9a68", "oyd": "#1257c4", "envoy-transcoder": "#c8553d", "envoy-proxy": "#e5ac9a"}
#: What is measured: its name, its figure, with how many connections, from the figure to the number, and how that is written.
PANELS = [
    ("calls per second", "calls_per_second", 64, 1, "{:,.0f}", "more is better"),
    ("CPU time per call, µs", "cpu_us", 64, 1, "{:,.0f}", "less is better"),
    ("latency, median, ms", "p50_us", 1, 1000, "{:.2f}", "less is better"),
    ("resident memory, MiB", "rss_kib", 64, 1024, "{:.0f}", "less is better"),
]
NAMES = {"GetBalance": "GetBalance: a question, audited by oyd",
         "Remit": "Remit: a payout, whose intent and outcome oyd has synced to disk"}

MARGIN, LABELS, GAP = 24, 132, 20
PANEL = 176
WIDTH = MARGIN * 2 + LABELS + (PANEL + GAP) * len(PANELS)
#: Room to the right of the longest bar, for its number.
NUMBER = 52
BAR, STEP = 15, 22
GROUPS = 150


@dataclass
class Comparison:
    """The medians, by what they are of."""

    medians: dict[tuple[str, int, str], dict]
    methods: list[str]
    peers: list[str]
    connections: list[int]

    def figure(self, method: str, connections: int, peer: str, name: str) -> float | None:
        return self.medians.get((method, connections, peer), {}).get(name)


def drawn(results: dict, machine: dict) -> str:
    medians = {(one["method"], one["connections"], one["peer"]): one for one in results["medians"]}
    comparison = Comparison(
        medians, list(dict.fromkeys(method for method, _, _ in medians)),
        [peer for peer in PEERS if any(peer == of for _, _, of in medians)],
        sorted({connections for _, connections, _ in medians}))
    bars = 74 + len(comparison.peers) * STEP
    height = 92 + len(comparison.methods) * (bars + 20) + GROUPS + 96
    title = "oyd beside nginx, Envoy and a direct client"
    drawing = Drawing(WIDTH, height, title)
    drawing.text(MARGIN, 38, title, 20, weight="600")
    drawing.text(MARGIN, 60, "Same upstream over TLS, same machine, taking turns; medians of the rounds. "
                 f"{machine['cores']} cores ({machine['cpu']}), which load and upstream use, too.", 12, QUIET)
    y = 92.0
    for method in comparison.methods:
        draw_method(drawing, comparison, method, y)
        y += bars + 20
    draw_connections(drawing, comparison, y)
    return drawing.finished()


def draw_method(drawing: Drawing, comparison: Comparison, method: str, y: float) -> None:
    drawing.text(MARGIN, y, NAMES[method], 15, weight="600")
    for index, peer in enumerate(comparison.peers):
        drawing.text(MARGIN + LABELS - 10, y + 68 + index * STEP, TITLES[peer], 12, anchor="end",
                     weight="600" if peer == "oyd" else "normal")
    for index, panel in enumerate(PANELS):
        draw_panel(drawing, comparison, method, panel, MARGIN + LABELS + index * (PANEL + GAP), y + 24)


def draw_panel(drawing: Drawing, comparison: Comparison, method: str, panel: tuple, x: float, y: float) -> None:
    name, figure, connections, unit, written, better = panel
    drawing.text(x, y, name, 12, weight="600")
    drawing.text(x, y + 15, f"{plural(connections)}, {better}", 11, QUIET)
    figures = {peer: comparison.figure(method, connections, peer, figure) for peer in comparison.peers}
    most = max((figure for figure in figures.values() if figure), default=1)
    top = y + 32
    for index, (peer, value) in enumerate(figures.items()):
        at = top + index * STEP
        width = (PANEL - NUMBER) * (value or 0) / most
        if value is not None:
            drawing.bar(x, at, max(width, 1), BAR, COLORS[peer])
        drawing.text(x + width + 6, at + BAR - 3.5, written.format(value / unit) if value is not None else "–", 11.5,
                     weight="600" if peer == "oyd" else "normal")
    drawing.line(x - 0.5, top - 4, x - 0.5, top + len(figures) * STEP - 3)


def draw_connections(drawing: Drawing, comparison: Comparison, y: float) -> None:
    """Calls/s of all peers, grouped by connections, a panel for each method."""
    drawing.text(MARGIN, y, "Calls per second by connections, thousands", 15, weight="600")
    draw_legend(drawing, comparison.peers, y + 24)
    width = (WIDTH - MARGIN * 2 - GAP * 2) / max(len(comparison.methods), 1)
    for index, method in enumerate(comparison.methods):
        draw_groups(drawing, comparison, method, MARGIN + index * (width + GAP * 2), y + 48, width)


def draw_legend(drawing: Drawing, peers: list[str], y: float) -> None:
    x = float(MARGIN)
    for peer in peers:
        drawing.bar(x, y - 10, 12, 12, COLORS[peer])
        drawing.text(x + 18, y, TITLES[peer], 12, weight="600" if peer == "oyd" else "normal")
        x += 42 + 7 * len(TITLES[peer])


def draw_groups(drawing: Drawing, comparison: Comparison, method: str, x: float, y: float, width: float) -> None:
    figures = [comparison.figure(method, count, peer, "calls_per_second")
               for count in comparison.connections for peer in comparison.peers]
    most = max((figure for figure in figures if figure), default=1)
    drawing.text(x, y, method, 12, weight="600")
    floor = y + GROUPS - 12
    group = width / len(comparison.connections)
    bar = (group - 16) / len(comparison.peers)
    for place, count in enumerate(comparison.connections):
        left = x + place * group + 8
        for index, peer in enumerate(comparison.peers):
            value = comparison.figure(method, count, peer, "calls_per_second")
            if value is None:
                continue
            height = (GROUPS - 44) * value / most
            drawing.bar(left + index * bar, floor - height, bar - 2, height, COLORS[peer])
            drawing.text(left + (index + 0.5) * bar - 1, floor - height - 4, f"{value / 1000:.1f}", 8.5,
                         INK if peer == "oyd" else QUIET, "middle", "600" if peer == "oyd" else "normal")
        drawing.text(x + (place + 0.5) * group, floor + 17, plural(count), 11, QUIET, "middle")
    drawing.line(x, floor + 0.5, x + width, floor + 0.5)
