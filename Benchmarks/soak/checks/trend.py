"""Whether a figure stays where it is: its beginning beside its end, and a line through all of it."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """A stretch of time on the monotonic clock."""

    start: float
    end: float

    def __contains__(self, moment: float) -> bool:
        return self.start <= moment < self.end

    def split(self, parts: int) -> list["Window"]:
        width = (self.end - self.start) / parts
        return [Window(self.start + n * width, self.start + (n + 1) * width) for n in range(parts)]


@dataclass(frozen=True)
class Trend:
    first: float
    last: float
    per_hour: float
    lowest: float
    highest: float


def trend(points: Sequence[tuple[float, float]], measured: Window) -> Trend:
    """Of (moment, value) pairs: medians of the first and of the last tenth, the slope by least squares, and the bounds."""
    inside = [each for each in points if each[0] in measured]
    if len(inside) < 2:  # a daemon that ended early leaves little: the judges say so elsewhere
        inside = [*points, (measured.start, 0.0), (measured.end, 0.0)][:2]
    values = [value for _, value in inside]
    tenth = (measured.end - measured.start) / 10
    first = [value for at, value in inside if at < measured.start + tenth] or values[:1]
    last = [value for at, value in inside if at >= measured.end - tenth] or values[-1:]
    slope = statistics.linear_regression([at for at, _ in inside], values).slope
    return Trend(statistics.median(first), statistics.median(last), slope * 3600, min(values), max(values))


def quantile(values: Sequence[float], share: float) -> float | None:
    """By rank; None where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
