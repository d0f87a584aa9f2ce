"""How long calls took, by kind and window of time, outages left out: then callers wait for OY!, and that is no news."""

from collections import Counter, defaultdict

from .. import plan
from .trend import Window, quantile

#: Waits by design.
NOT_MEASURED = {"WaitPayout"}


class Latency:
    """Milliseconds from the moment at which a call was due."""

    def __init__(self, measured: Window, disturbances: list[tuple[float, float]]):
        self._measured = measured
        self._disturbances = [Window(*each) for each in disturbances]
        self._of: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.calls: Counter[str] = Counter()
        self.errors: Counter[tuple[str, str]] = Counter()

    def hear(self, line: dict) -> None:
        """A line of a caller's record."""
        name = line["call"]
        self.calls[name] += 1
        if "error" in line:
            self.errors[name, line["error"]] += 1
        if not any(line["due"] in each for each in self._disturbances):
            self._of[name].append((line["due"], (line["heard"] - line["due"]) * 1000))

    @property
    def kinds(self) -> list[str]:
        return [name for name in plan.CALLS if name in self._of and name not in NOT_MEASURED]

    def quantile(self, kind: str, share: float, window: Window) -> float | None:
        return quantile([took for due, took in self._of[kind] if due in window], share)

    def first_and_last(self, kind: str, share: float) -> tuple[float | None, float | None]:
        tenths = self._measured.split(10)
        return self.quantile(kind, share, tenths[0]), self.quantile(kind, share, tenths[-1])

    def over_time(self, kind: str, share: float, window: Window, parts: int) -> list[tuple[float, float]]:
        """Points for a chart: windows without calls have none."""
        points = []
        for part in window.split(parts):
            if (took := self.quantile(kind, share, part)) is not None:
                points.append(((part.start + part.end) / 2, took))
        return points
