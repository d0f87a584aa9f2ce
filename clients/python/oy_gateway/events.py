"""Events, one after the other, for as long as there are any: across restarts of the gateway and lost connections."""

from __future__ import annotations

import errno
import logging
import time
from types import TracebackType
from typing import TYPE_CHECKING, Iterable, Iterator, Optional, Type

from google.protobuf import wrappers_pb2

from oy_gateway._proto.oy.v1 import event_pb2
from oy_gateway.errors import Code, OyError
from oy_gateway.frames import Deadline
from oy_gateway.latch import Latch
from oy_gateway.stream import Stream

if TYPE_CHECKING:
    from oy_gateway.client import Client

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0

_log = logging.getLogger("oy_gateway")


class Events(Iterator[event_pb2.Event]):
    """Iterates over what a consumer has not acknowledged yet, and then over each event as it happens. It never ends by
    itself: when the stream is lost it opens it again, after the last event that it gave.

    Each event comes at least once. It comes again after this process was started anew, unless `ack` was called for
    it or a later one: so handle an event first, so that handling it twice is harmless, and acknowledge it then.
    What tells a repetition is `transaction_id` for payments, and `partner_trx_id` with the state for payouts. A `cursor`
    is only a place in one ledger: one that was restored from a copy gives the same cursor to another event.

    Raises OyError where opening it again would not help: the caller may not watch, events were deleted (`EVENTS_GONE`),
    or there is no way to the socket (no permission, or its path can't be one). While the gateway is away it waits: the
    logger `oy_gateway` gets one warning, and a TimeoutError of `receive` says why there is no stream.

    One thread reads; any thread may close. A forked child opens a stream of its own and goes on after the last event
    that was given before.
    """

    def __init__(
        self,
        client: Client,
        consumer: str,
        kinds: Iterable[event_pb2.EventKind] = (),
        after: Optional[int] = None,
    ) -> None:
        self._client = client
        self._consumer = consumer
        self._kinds = list(kinds)
        self._after = after
        self._stream: Optional[Stream[event_pb2.WatchResponse]] = None
        self._pause = FIRST_PAUSE
        self._opens = Deadline(0)  # the stream is not opened again before
        self._opened_at = 0.0
        self._cause = ""  # why no stream is open; empty while one is
        self._is_warned = False  # of this outage
        self._closed = Latch()

    @property
    def cursor(self) -> Optional[int]:
        """The cursor of the last event that was given."""
        return self._after

    def __iter__(self) -> Events:
        return self

    def __next__(self) -> event_pb2.Event:
        event = self._next(None)
        if event is None:
            raise StopIteration
        return event

    def receive(self, timeout: float) -> Optional[event_pb2.Event]:
        """The next event, or None once it was closed. Raises TimeoutError when none comes within `timeout` seconds; 0 takes
        one that has come already, and opens the stream where none is open."""
        return self._next(timeout)

    def ack(self, event: event_pb2.Event) -> None:
        """Says that this event, and every one before it, is dealt with. Raises OyError; it may be called again, and
        where it failed, the next event's covers it."""
        self._client.event.ack(consumer=self._consumer, cursor=event.cursor)

    def close(self) -> None:
        """Ends it. A reader that waits in another thread finds the end."""
        self._closed.set()
        stream = self._stream
        if stream is not None:
            stream.close()

    def _next(self, timeout: Optional[float]) -> Optional[event_pb2.Event]:
        deadline = Deadline(timeout)
        while not self._closed.is_set():
            event = self._look(deadline.left())
            if event is not None:
                return event
            if deadline.left() == 0 and not self._closed.is_set():
                raise TimeoutError(f"no event came in time{self._why()}")
        return None

    def _look(self, left: Optional[float]) -> Optional[event_pb2.Event]:
        """One look, of `left` seconds at most: at the stream, or at the time until it may be opened again."""
        pause = self._opens.left() if self._stream is None else 0
        if pause:
            self._closed.wait(pause if left is None else min(pause, left))
            return None
        delay, cause = None, "the gateway ended the stream"
        try:
            stream = self._opened(left)
            response = next(stream, None) if left is None else stream.receive(left)
        except OyError as error:
            # A daemon that starts makes its socket before it lets others in: no way is one that is none the second time.
            if not _passes(error) or (_is_no_way(error.__cause__) and str(error) == self._cause):
                raise
            response, delay, cause = None, error.retry_delay, str(error)
        if response is None:
            self._lost(cause, delay)
        elif response.HasField("event"):  # a message without one says nothing
            self._pause = FIRST_PAUSE
            self._is_warned = False
            self._after = response.event.cursor
            return response.event
        return None

    def _why(self) -> str:
        return f": {self._cause}" if self._cause else ""

    def _opened(self, left: Optional[float]) -> Stream[event_pb2.WatchResponse]:
        if self._stream is not None and self._stream.inherited:
            self._stream.close()
            self._stream = None
        if self._stream is None:
            after = None if self._after is None else wrappers_pb2.Int64Value(value=self._after)
            request = event_pb2.WatchRequest(consumer=self._consumer, after=after, kinds=self._kinds)
            self._stream = self._client.stream(
                "oy.v1.EventService", "Watch", request, event_pb2.WatchResponse, connect_timeout=left
            )
            self._opened_at, self._cause = time.monotonic(), ""
            if self._closed.is_set():  # between the two, by another thread
                self._stream.close()
        return self._stream

    def _lost(self, cause: str, delay: Optional[float]) -> None:
        """The next one is opened after the usual pause, or as late as the gateway asked for."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()
            if time.monotonic() - self._opened_at > LONGEST_PAUSE:
                self._is_warned = False  # it has lived: the outage before it is over
        if self._closed.is_set():
            return
        self._cause = cause
        if not self._is_warned:
            _log.warning("event stream of %s lost, reconnecting: %s", self._consumer, cause)
            self._is_warned = True
        self._opens = Deadline(max(self._pause, delay or 0))
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def __enter__(self) -> Events:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()


def _passes(error: OyError) -> bool:
    """Whether the stream may be had again: the gateway is away, took this reader for one that stays away, or is busy."""
    if error.code == Code.RESOURCE_EXHAUSTED:
        return not error.reason or error.retry_delay is not None or error.reason == "TOO_MANY_WATCHES"
    return error.code in (Code.UNAVAILABLE, Code.CANCELLED) or error.reason == "CONNECTION_LOST"


def _is_no_way(cause: Optional[BaseException]) -> bool:
    """Whether time will not make the socket's path lead to a socket: no permission, a file in a folder's place, too long."""
    if not isinstance(cause, OSError):
        return False
    # Python itself refuses a path that is too long, and gives no errno.
    return cause.errno in (errno.EACCES, errno.ENOTDIR) or (cause.errno is None and not isinstance(cause, BlockingIOError))
