"""A consumer that reads events slower than they come. What it has not read costs disk, never memory."""

import random
import threading
import time
from collections.abc import Callable

from oy_gateway import Client, OyError

from ..evidence.record import Record

#: Seconds that it reads nothing at all: the longest are more than the 30 that the gateway waits, which then ends the stream.
PAUSES = [1, 5, 40]


class SlowReader(threading.Thread):
    def __init__(self, socket: str, record: Record, draw: random.Random, is_over: Callable[[], bool]):
        super().__init__(name="slow reader")
        self._socket = socket
        self._record = record
        self._draw = draw
        self._is_over = is_over
        self._cursor = 0

    def run(self) -> None:
        with Client(self._socket) as client:
            while not self._is_over():
                try:
                    with client.event.watch(consumer="slow", after=self._cursor) as stream:
                        while not self._is_over():
                            self._read(stream)
                            self._sleep(self._draw.choice(PAUSES))
                except TimeoutError:
                    pass
                except OyError as error:
                    self._record.add(error=str(error))
                    self._sleep(0.5)

    def _read(self, stream) -> None:
        for _ in range(self._draw.randrange(1, 100)):
            answer = stream.receive(timeout=2)
            if answer is None:
                return
            self._cursor = answer.event.cursor

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self._is_over():
            time.sleep(0.2)
