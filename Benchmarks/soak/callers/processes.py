"""The processes of those who call, each of a user of its own where that is possible."""

import multiprocessing
import os
import random
import signal
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path

from ..evidence import record
from ..evidence.record import Record
from .disruptive_client import DisruptiveClient
from .event_follower import EventFollower
from .identity import Identity
from .service import Service
from .slow_reader import SlowReader

FORK = multiprocessing.get_context("fork")


class CallerProcesses:
    """To be started before their parent has any threads, since they are forked."""

    def __init__(self, socket: Path, folder: Path):
        #: Set when nobody shall call any more, and when followers shall end as well.
        self.load_is_over = FORK.Event()
        self.all_is_over = FORK.Event()
        self._socket = str(socket)
        self._folder = folder
        self._processes: list[BaseProcess] = []

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    def start_service(self, identity: Identity, rate: float, seed: int, reads_slowly: bool) -> None:
        """A service that calls at a rate, and follows its events."""
        def run(draw: random.Random, calls: Record, events: Record, slow: Record) -> None:
            load_is_over = or_parent_gone(self.load_is_over)
            follower = EventFollower(self._socket, events, or_parent_gone(self.all_is_over))
            slow_reader = SlowReader(self._socket, slow, draw, load_is_over)
            threads = [follower, slow_reader] if reads_slowly else [follower]
            for thread in threads:
                thread.start()
            Service(self._socket, identity.name, rate, calls, draw).run(load_is_over)
            for thread in threads:
                thread.join()

        self._start("service", identity, run, seed, record.CALLS, record.EVENTS, "slow")

    def start_disruptive_client(self, identity: Identity, seed: int) -> None:
        def run(draw: random.Random, ways: Record) -> None:
            DisruptiveClient(self._socket, ways, draw, identity.name).run(or_parent_gone(self.load_is_over))

        self._start("disruptive client", identity, run, seed, "disruptions")

    def join(self, patience: float) -> list[str]:
        """Who did not end, or not well."""
        for process in self._processes:
            process.join(patience)
        return [f"{each.name} ended with {each.exitcode}" for each in self._processes if each.exitcode != 0]

    def kill(self) -> None:
        for process in self._processes:
            if process.is_alive():
                process.kill()

    def _start(self, what: str, identity: Identity, run: Callable, seed: int, *kinds: str) -> None:
        """`run` gets a random generator and a record of each kind."""
        records = [Record(record.path_of(self._folder, kind, identity.name)) for kind in kinds]

        def main() -> None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            identity.assume()
            run(random.Random(seed), *records)
            for each in records:
                each.close()

        process = FORK.Process(target=main, name=f"{what} {identity.name}")
        process.start()
        self._processes.append(process)
        for each in records:
            each.close()


def or_parent_gone(is_over: Event) -> Callable[[], bool]:
    """Whether the event is set, or nobody is left to set it. To be called in the process that asks."""
    parent = os.getppid()
    return lambda: is_over.is_set() or os.getppid() != parent
