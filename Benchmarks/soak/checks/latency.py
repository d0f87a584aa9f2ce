"""How long calls took, by kind and window of time, outages left out: then callers wait for OY!, and that is no news."""

from collections import defaultdict
from collections.abc import Sequence

from .. import plan
from ..evidence.window import Window

#: Waits by design.
NOT_MEASURED = {"WaitPayout"}


class Latency:
    """Milliseconds from the moment at which a call was due."""

    def __init__(self, measured: Window, disturbances: list[Window]):
        self._measured = measured
        self._disturbances = disturbances
        #: By kind of call, when each was due and what it took.
        self._calls: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def add(self, call: dict) -> None:
        """A line of a service's record."""
        due = call["due"]
        if not any(due in each for each in self._disturbances):
            self._calls[call["call"]].append((due, (call["heard"] - due) * 1000))

    @property
    def kinds(self) -> list[str]:
        return [name for name in plan.CALLS if name in self._calls and name not in NOT_MEASURED]

    def first_and_last(self, kind: str, share: float) -> tuple[float | None, float | None]:
        """A quantile in the first and in the last tenth of the measured time."""
        tenths = self._measured.split(10)
        return self._quantile(kind, share, tenths[0]), self._quantile(kind, share, tenths[-1])

    def over_time(self, kind: str, share: float, window: Window, parts: int) -> list[tuple[float, float]]:
        """A quantile in each part of a window, with the part's middle. Parts without calls are left out."""
        points = [((part.start + part.end) / 2, self._quantile(kind, share, part)) for part in window.split(parts)]
        return [(middle, milliseconds) for middle, milliseconds in points if milliseconds is not None]

    def _quantile(self, kind: str, share: float, window: Window) -> float | None:
        return quantile([milliseconds for due, milliseconds in self._calls[kind] if due in window], share)


def quantile(values: Sequence[float], share: float) -> float | None:
    """By rank; None where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
