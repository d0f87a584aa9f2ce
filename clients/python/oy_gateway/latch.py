"""Something that happens once, and that threads wait for."""

from __future__ import annotations

import threading
from typing import Optional


class Latch:
    """As threading.Event, which can deadlock where a signal's handler sets it in the midst of its own thread's `wait` or `set`:
    this has no lock of which another is needed."""

    def __init__(self) -> None:
        self._is_set = False
        self._until = threading.Lock()  # free once it has happened
        self._until.acquire()

    def is_set(self) -> bool:
        return self._is_set

    def set(self) -> None:
        self._is_set = True
        self._free()

    def wait(self, timeout: Optional[float] = None) -> bool:
        """Waits until it has happened, or so many seconds. Gives whether it has."""
        if self._until.acquire(timeout=-1 if timeout is None else timeout):
            self._free()  # for whoever else waits
        return self._is_set

    def _free(self) -> None:
        try:
            self._until.release()
        except RuntimeError:
            pass  # it is free
