"""A stretch of time."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """On the monotonic clock, its end left out."""

    start: float
    end: float

    def __contains__(self, moment: float) -> bool:
        return self.start <= moment < self.end

    @property
    def seconds(self) -> float:
        return self.end - self.start

    def split(self, parts: int) -> list["Window"]:
        width = self.seconds / parts
        return [Window(self.start + n * width, self.start + (n + 1) * width) for n in range(parts)]
