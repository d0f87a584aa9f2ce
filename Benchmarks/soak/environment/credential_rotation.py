"""Credentials that are exchanged, well and badly. oysim knows one key only, so a good new file has the same key in it; that
the gateway takes up another one is seen by a wrong key, which OY! refuses until the right one is back."""

import random
import time
from collections import Counter

from .. import plan
from ..evidence.window import Window
from .credential_files import KEY, CredentialFiles
from .periodic_task import PeriodicTask


class CredentialRotation(PeriodicTask):
    pause = plan.BETWEEN_ROTATIONS

    def __init__(self, draw: random.Random, files: CredentialFiles):
        super().__init__(draw)
        self._files = files
        self.done: Counter[str] = Counter()
        #: When a wrong key was in force.
        self.wrong_keys: list[Window] = []
        #: What is done, and how often beside the others.
        self._ways = {
            "link turned": (4, files.turn),
            "file renamed into place": (3, files.rewrite),
            "the same with a line end": (3, lambda: files.rewrite(KEY + "\n")),
            "readable by others, refused": (2, self._expose),
            "a wrong key, taken up and refused by OY!": (1, self._use_wrong_key),
        }

    def act(self) -> None:
        weights = [weight for weight, _ in self._ways.values()]
        what = self.draw.choices(list(self._ways), weights)[0]
        _, rotate = self._ways[what]
        rotate()
        self.done[what] += 1

    def restore(self) -> None:
        self._files.turn()

    def _expose(self) -> None:
        self._files.rewrite(mode=0o644)
        self.wait(plan.BAD_CREDENTIAL)
        self._files.turn()

    def _use_wrong_key(self) -> None:
        start = time.monotonic()
        self._files.turn(key="not-the-key-at-all")
        self.wait(plan.BAD_CREDENTIAL)
        self._files.turn()
        self.wrong_keys.append(Window(start, time.monotonic() + plan.BAD_CREDENTIAL))
