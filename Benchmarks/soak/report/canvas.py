"""Panels of lines over minutes, one below the other: SVG by hand, so that a chart needs no library."""

import math
from html import escape

WIDTH, PANEL_HEIGHT = 960, 190
LEFT, RIGHT, TOP, GAP, BOTTOM = 64, 120, 64, 44, 48
#: Pixels between the labels of two lines.
LABEL_STEP = 15


class Panel:
    """A chart whose vertical axis begins at zero, or is logarithmic."""

    def __init__(self, title: str, top: float, minutes: float, logarithmic: bool):
        self._title, self._top, self._minutes, self._logarithmic = title, top, minutes, logarithmic
        self._lines: list[tuple[list[tuple[float, float]], str, str]] = []

    def line(self, points: list[tuple[float, float]], label: str, colour: str) -> None:
        if points:
            self._lines.append((points, label, colour))

    def text(self) -> list[str]:
        ticks = self._ticks()
        lowest, highest = ticks[0], ticks[-1]
        parts = [f'<text x="{LEFT}" y="{self._top - 10}" class="title">{escape(self._title)}</text>']
        for tick in ticks:
            y = self._y(tick, lowest, highest)
            parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
            parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" class="tick" text-anchor="end">{tick:g}</text>')
        labels = []
        for points, label, colour in self._lines:
            path = " ".join(
                f"{x_of(minute, self._minutes):.1f},{self._y(value, lowest, highest):.1f}" for minute, value in points)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
            labels.append((self._y(points[-1][1], lowest, highest), label, colour))
        return parts + self._placed(labels)

    def _placed(self, labels: list[tuple[float, str, str]]) -> list[str]:
        """Each label at the end of its line, pushed down where another is in its place."""
        parts, free = [], -math.inf
        for y, label, colour in sorted(labels):
            y = max(y, free)
            free = y + LABEL_STEP
            parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{y + 4:.1f}" fill="{colour}" class="label">'
                         f'{escape(label)}</text>')
        return parts

    def _ticks(self) -> list[float]:
        values = [value for points, _, _ in self._lines for _, value in points] or [1]
        if self._logarithmic:
            lowest = math.floor(math.log10(max(min(values), 0.01)))
            highest = max(lowest + 1, math.ceil(math.log10(max(values))))
            return [10.0**power for power in range(lowest, highest + 1)]
        rough = max(values) / 4 or 1
        unit = 10 ** math.floor(math.log10(rough))
        step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough)
        return [step * number for number in range(math.ceil(max(values) / step) + 1)]

    def _y(self, value: float, lowest: float, highest: float) -> float:
        if self._logarithmic:
            value, lowest, highest = (math.log10(max(each, 0.01)) for each in (value, lowest, highest))
        return self._top + PANEL_HEIGHT * (1 - (value - lowest) / (highest - lowest))


class Canvas:
    def __init__(self, minutes: float, title: str):
        self._minutes, self._title = minutes, title
        self._panels: list[Panel] = []
        self._shades: list[tuple[float, float, str]] = []

    def panel(self, title: str, logarithmic: bool = False) -> Panel:
        self._panels.append(Panel(title, self._top(len(self._panels)), self._minutes, logarithmic))
        return self._panels[-1]

    def shade_warm_up(self, end: float) -> None:
        self._shades.append((0, end, "#eeeeee"))

    def shade_outage(self, start: float, end: float) -> None:
        self._shades.append((start, end, "#f8dcd0"))

    def text(self) -> str:
        bottom = self._top(len(self._panels)) - GAP
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + BOTTOM}" font-family="sans-serif">',
            "<style>.title{font-size:13px;font-weight:bold}.tick,.label,.note{font-size:12px}.tick,.note{fill:#555}"
            ".grid{stroke:#ddd;stroke-width:1}</style>",
            f'<rect width="{WIDTH}" height="{bottom + BOTTOM}" fill="white"/>',
            f'<text x="{LEFT}" y="22" font-size="15">{escape(self._title)}</text>',
            f'<text x="{WIDTH - RIGHT}" y="22" class="note" text-anchor="end">grey: not judged; red: OY! was away</text>',
        ]
        for number in range(len(self._panels)):
            parts += self._shaded(self._top(number))
        for panel in self._panels:
            parts += panel.text()
        return "\n".join([*parts, *self._axis(bottom), "</svg>", ""])

    @staticmethod
    def _top(panel: int) -> float:
        return TOP + panel * (PANEL_HEIGHT + GAP)

    def _shaded(self, top: float) -> list[str]:
        parts = []
        for start, end, colour in self._shades:
            left, right = x_of(start, self._minutes), x_of(min(end, self._minutes), self._minutes)
            parts.append(f'<rect x="{left:.1f}" y="{top}" fill="{colour}" height="{PANEL_HEIGHT}" '
                         f'width="{right - left:.1f}"/>')
        return parts

    def _axis(self, bottom: float) -> list[str]:
        """Minutes, below all panels: a dozen of labels at most."""
        step = next((each for each in (0.25, 0.5, 1, 2, 5, 10, 30) if self._minutes / each <= 12), 60)
        ticks = [
            f'<text x="{x_of(minute, self._minutes):.1f}" y="{bottom + 18}" class="tick" text-anchor="middle">{minute:g}</text>'
            for minute in (number * step for number in range(math.floor(self._minutes / step) + 1))]
        middle = (LEFT + WIDTH - RIGHT) / 2
        return [*ticks, f'<text x="{middle}" y="{bottom + 38}" class="note" text-anchor="middle">minutes</text>']


def x_of(minute: float, minutes: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * minute / minutes
