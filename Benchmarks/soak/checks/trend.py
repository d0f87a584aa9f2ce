"""Whether a figure stays where it is: its beginning beside its end, and a line through all of it."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from ..evidence.window import Window


@dataclass(frozen=True)
class Trend:
    #: Medians of the first and of the last tenth.
    first: float
    last: float
    #: The slope, by least squares.
    per_hour: float
    lowest: float
    highest: float


def trend(points: Sequence[tuple[float, float]], measured: Window) -> Trend:
    """Of (moment, value) pairs."""
    inside = [each for each in points if each[0] in measured]
    if len(inside) < 2:  # A daemon that ended early leaves little: other checks say so.
        inside = [*points, (measured.start, 0.0), (measured.end, 0.0)][:2]
    values = [value for _, value in inside]
    tenths = measured.split(10)
    first = [value for at, value in inside if at < tenths[0].end] or values[:1]
    last = [value for at, value in inside if at >= tenths[-1].start] or values[-1:]
    slope = statistics.linear_regression([at for at, _ in inside], values).slope
    return Trend(statistics.median(first), statistics.median(last), slope * 3600, min(values), max(values))
