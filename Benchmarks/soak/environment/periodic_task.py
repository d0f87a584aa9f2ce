"""Something that is done from time to time, in a thread of the director's process."""

import random
import threading
import traceback
from collections.abc import Callable


class PeriodicTask(threading.Thread):
    """`act` is called again and again, after pauses that are drawn, until the task is told to end; then `restore`."""

    #: Seconds between two acts: the shortest and the longest.
    pause: tuple[float, float] = (1.0, 1.0)

    def __init__(self, draw: random.Random):
        super().__init__(name=type(self).__name__, daemon=True)
        self.draw = draw
        self._told_to_end = threading.Event()
        #: Acts that raised something: the task is at fault then, not the gateway.
        self.failures: list[str] = []

    def act(self) -> None:
        raise NotImplementedError

    def restore(self) -> None:
        """Undoes what would last beyond the task."""

    def wait(self, seconds: float) -> bool:
        """Whether it was told to end meanwhile."""
        return self._told_to_end.wait(seconds)

    def end(self) -> None:
        self._told_to_end.set()
        self.join()

    def run(self) -> None:
        while not self.wait(self.draw.uniform(*self.pause)):
            self._try(self.act)
        self._try(self.restore)

    def _try(self, act: Callable[[], None]) -> None:
        """One act that fails is no reason to stop: the others go on, too."""
        try:
            act()
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            self.failures.append(f"{self.name}: {error!r} in {where.name}, line {where.lineno}")
