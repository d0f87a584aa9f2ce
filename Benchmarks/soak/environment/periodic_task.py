"""Somebody who does something from time to time, in a thread of the director's process."""

import random
import threading
import traceback
from collections.abc import Callable


class Actor(threading.Thread):
    """`act` is called again and again, after pauses that it draws itself, until the actor is told to end."""

    #: Seconds between two acts: the shortest and the longest.
    pause: tuple[float, float] = (1.0, 1.0)

    def __init__(self, draw: random.Random):
        super().__init__(name=type(self).__name__, daemon=True)
        self.draw = draw
        self._ended = threading.Event()
        #: What went wrong in the play itself: then its findings are worth less.
        self.failures: list[str] = []

    def run(self) -> None:
        while not self.waits(self.draw.uniform(*self.pause)):
            self._try(self.act)
        self._try(self.leave)

    def _try(self, what: Callable[[], None]) -> None:
        """One act that fails is no reason to stop: the others go on, too."""
        try:
            what()
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            self.failures.append(f"{self.name}: {error!r} in {where.name}, line {where.lineno}")

    def waits(self, seconds: float) -> bool:
        """Whether it was told to end meanwhile."""
        return self._ended.wait(seconds)

    def act(self) -> None:
        raise NotImplementedError

    def leave(self) -> None:
        """Puts everything in order."""

    def end(self) -> None:
        self._ended.set()
        self.join()
