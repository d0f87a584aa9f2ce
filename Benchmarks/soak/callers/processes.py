"""The processes of those who call, each of a user of its own where that is possible."""

import multiprocessing
import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

from .service import Callers
from .event_follower import Follower
from .identities import Person
from ..evidence.record import Record
from .disruptive_client import Restless
from .slow_reader import SlowReader

FORK = multiprocessing.get_context("fork")


class Workers:
    """Forked before the director has any threads."""

    def __init__(self):
        self.load_is_over = FORK.Event()
        self.all_is_over = FORK.Event()
        self._processes: list = []

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    def pay(self, person: Person, socket: Path, folder: Path, rate: float, seed: int, reads_slowly: bool) -> None:
        """A service that calls at a rate, and follows its events."""
        def play(draw: random.Random, record: Record, events: Record, ended: Record) -> None:
            follower = Follower(str(socket), events, self._over(self.all_is_over))
            follower.start()
            over = self._over(self.load_is_over)
            slow = SlowReader(str(socket), ended, draw, over)
            if reads_slowly:
                slow.start()
            Callers(str(socket), person.name, rate, record, draw).run(over)
            if reads_slowly:
                slow.join()
            follower.join()

        self._start(person, play, seed, *(folder / f"{what}-{person.name}.jsonl" for what in ("calls", "events", "slow")))

    def roam(self, person: Person, socket: Path, folder: Path, seed: int) -> None:
        """Clients that do not stay."""
        def play(draw: random.Random, record: Record) -> None:
            Restless(str(socket), record, draw, person.name).run(self._over(self.load_is_over))

        self._start(person, play, seed, folder / f"restless-{person.name}.jsonl")

    def join(self, patience: float) -> list[str]:
        """Who did not end, or not well."""
        for process in self._processes:
            process.join(patience)
        return [f"{each.name} ended with {each.exitcode}" for each in self._processes if each.exitcode != 0]

    def kill(self) -> None:
        for process in self._processes:
            if process.is_alive():
                process.kill()

    def _start(self, person: Person, play: Callable, seed: int, *paths: Path) -> None:
        records = [Record(path) for path in paths]

        def main() -> None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            person.become()
            play(random.Random(seed), *records)
            for record in records:
                record.close()

        process = FORK.Process(target=main, name=f"{play.__qualname__.split('.')[1]} {person.name}")
        process.start()
        self._processes.append(process)
        for record in records:
            record.close()

    @staticmethod
    def _over(event) -> Callable[[], bool]:
        """Also when the director is gone: nobody is left to tell."""
        director = os.getppid()
        return lambda: event.is_set() or os.getppid() != director
