"""Credentials that are exchanged, well and badly. oysim knows one key only, so a good new file has the same key in it; that
the gateway takes up another one is seen by a wrong key, which OY! refuses until the right one is back."""

import time
from collections import Counter

from .. import plan
from .periodic_task import Actor
from .credential_files import KEY


class Rotation(Actor):
    pause = plan.ROTATION

    def __init__(self, draw, files):
        super().__init__(draw)
        self._files = files
        self.done: Counter[str] = Counter()
        #: When a wrong key was in force, from and to.
        self.wrong: list[tuple[float, float]] = []

    def act(self) -> None:
        ways = [self._turn, self._rewrite, self._with_newline, self._unsafe, self._wrong]
        way = self.draw.choices(ways, [4, 3, 3, 2, 1])[0]
        way()
        self.done[way.__doc__] += 1

    def _turn(self) -> None:
        """link turned"""
        self._files.turn()

    def _rewrite(self) -> None:
        """file renamed into place"""
        self._files.rewrite()

    def _with_newline(self) -> None:
        """the same with a line end"""
        self._files.rewrite(KEY + "\n")

    def _unsafe(self) -> None:
        """readable by others, refused"""
        self._files.rewrite(mode=0o644)
        self.waits(plan.BAD_CREDENTIAL)
        self._files.turn()

    def _wrong(self) -> None:
        """a wrong key, taken up and refused by OY!"""
        began = time.monotonic()
        self._files.turn(key="not-the-key-at-all")
        self.waits(plan.BAD_CREDENTIAL)
        self._files.turn()
        self.wrong.append((began, time.monotonic() + plan.BAD_CREDENTIAL))

    def leave(self) -> None:
        self._files.turn()
