"""A service that calls at a steady rate, whatever becomes of the calls before: its latency counts from the moment at which
a call was due, so that a gateway that stalls can't hide it by being called less."""

import queue
import random
import threading
import time
from collections.abc import Callable

from oy_gateway import Client, OyError

from .. import plan
from ..evidence.record import Record
from .calls import Calls

#: Connections of a service.
CLIENTS = 2


class Service:
    def __init__(self, socket: str, name: str, rate: float, record: Record, draw: random.Random):
        self._clients = [Client(socket) for _ in range(CLIENTS)]
        self._calls = [Calls(client, f"{name}-{number}", draw) for number, client in enumerate(self._clients)]
        self._rate = rate
        self._record = record
        self._draw = draw
        #: When each call is due and which it is; None ends a thread.
        self._due: queue.SimpleQueue[tuple[float, str] | None] = queue.SimpleQueue()

    def run(self, is_over: Callable[[], bool]) -> None:
        threads = [threading.Thread(target=self._work) for _ in range(plan.THREADS)]
        for thread in threads:
            thread.start()
        names, shares = list(plan.CALLS), list(plan.CALLS.values())
        due = time.monotonic()
        while not is_over():
            due += self._draw.expovariate(self._rate)
            time.sleep(max(0.0, due - time.monotonic()))
            self._due.put((due, self._draw.choices(names, shares)[0]))
        for _ in threads:
            self._due.put(None)
        for thread in threads:
            thread.join()
        for client in self._clients:
            client.close()

    def _work(self) -> None:
        while (item := self._due.get()) is not None:
            due, name = item
            facts: dict = {}
            asked = time.monotonic()
            try:
                self._draw.choice(self._calls).make(name, facts)
            except OyError as error:
                facts["error"] = f"{error.code.name} {error.reason}"
                facts["answered"] = error.answered
                if "id" in facts and "state" in error.metadata:
                    facts["state"] = error.metadata["state"]
            heard = time.monotonic()
            self._record.add(call=name, due=round(due, 4), asked=round(asked, 6), heard=round(heard, 6), **facts)
