"""One connection on which unary calls run side by side."""

from __future__ import annotations

import os
import socket
import threading
from typing import Mapping, Optional

from oy_gateway._proto.ttrpc import ttrpc_pb2
from oy_gateway.errors import (
    Code,
    OyError,
    client_error,
    connection_lost,
    deadline_passed,
    from_status,
    parse,
    unsent_error,
    waited_in_vain,
)
from oy_gateway.frames import DATA, LAST_STREAM_ID, RESPONSE, Deadline, Frame, FrameReader, connected, request_frame, send
from oy_gateway.latch import Latch

#: Seconds that the client waits longer than it told the gateway, so that the gateway's own answer comes first: for a
#: payout that answer says where it stands.
GRACE = 0.25


class Unsent(Exception):
    """The connection was lost before the call was begun: not one byte of it is out, and another connection may take it."""


class _Waiter:
    """A call that waits for its answer."""

    def __init__(self) -> None:
        self.answered = Latch()
        self.payload = b""
        self.error: Optional[OyError] = None

    def fail(self, error: OyError) -> None:
        self.error = error
        self.answered.set()

    def succeed(self, payload: bytes) -> None:
        self.payload = payload
        self.answered.set()


class Connection:
    """Connects at once, or raises CONNECT_FAILED. A thread of its own reads the answers and gives each to the call that waits
    for it.

    Once it is lost it stays lost: every call that waits fails, and the client makes a new one for the next call.
    """

    def __init__(self, path: str, deadline: Deadline) -> None:
        self._sock = connected(path, deadline)
        self._sending = threading.Lock()
        # Guards the four below. Again in the same thread: it may collect the client that closes this, or a signal's handler may
        # close it.
        self._state = threading.RLock()
        self._waiters: dict[int, _Waiter] = {}
        self._last_id = -1
        self._lost: Optional[OyError] = None
        self._closed = False
        self._reader = threading.Thread(target=self._read, name="oy-gateway", daemon=True)
        try:
            self._reader.start()
        except RuntimeError as error:  # as many threads as this process may have
            self._sock.close()
            raise unsent_error(Code.UNAVAILABLE, "CONNECT_FAILED", f"nothing can read the gateway's answers ({error})") from error

    @property
    def usable(self) -> bool:
        with self._state:
            return self._lost is None and self._last_id < LAST_STREAM_ID

    def call(
        self,
        service: str,
        method: str,
        payload: bytes,
        metadata: Optional[Mapping[str, str]],
        deadline: Deadline,
    ) -> bytes:
        """Sends the call once and waits for its answer. The gateway is told what is left of the deadline but the grace.

        Returns the response message's bytes. Raises OyError, or Unsent where the connection had ended before.
        """
        waiter = _Waiter()
        stream_id = self._send(waiter, service, method, payload, metadata, deadline)
        try:
            if not waiter.answered.wait(deadline.left()):
                raise deadline_passed()
        finally:
            self._forget(stream_id)
        if waiter.error is not None:
            raise waiter.error
        return waiter.payload

    def _send(
        self,
        waiter: _Waiter,
        service: str,
        method: str,
        payload: bytes,
        metadata: Optional[Mapping[str, str]],
        deadline: Deadline,
    ) -> int:
        left = deadline.left()
        # Ids must reach the gateway in order: whoever takes one sends before the next is taken.
        if not self._sending.acquire(timeout=-1 if left is None else left):
            raise waited_in_vain("the call waited too long for its turn")
        try:
            left = deadline.left()
            timeout = None if left is None else left - GRACE
            frame = request_frame(self._last_id + 2, 0, service, method, payload, timeout, metadata)
            with self._state:
                if self._lost is not None:
                    raise Unsent
                self._last_id += 2
                stream_id = self._last_id
                self._waiters[stream_id] = waiter
            try:
                whole = send(self._sock, frame, deadline)
            except BaseException:
                # Part of a frame may be out, and nothing can follow it; also where a signal's handler raised.
                self._forget(stream_id)
                self._lose(connection_lost("a call could not be sent whole"))
                raise
            if not whole:  # nothing of it is out: the others go on, and the gateway never sees its id
                self._forget(stream_id)
                raise waited_in_vain("the gateway reads nothing")
            return stream_id
        finally:
            self._sending.release()

    def _read(self) -> None:
        frames = FrameReader(self._sock)
        try:
            while True:
                self._deliver(frames.read())
        except OyError as error:
            self._lose(error)
        except BaseException as error:  # such as MemoryError: whoever waits must hear of it
            self._lose(connection_lost(repr(error)))
        finally:
            # A call that is sending has the socket's number in hand. Once closed, that number can be another file's, and the
            # call would be written there. It leaves at once: the socket has been shut down.
            with self._sending:
                self._sock.close()

    def _forget(self, stream_id: int) -> None:
        with self._state:
            self._waiters.pop(stream_id, None)
            done = self._last_id >= LAST_STREAM_ID and not self._waiters
        if done:
            self.close()

    def _deliver(self, frame: Frame) -> None:
        if frame.kind not in (RESPONSE, DATA):
            return  # a kind of frame that this version of the protocol does not have
        with self._state:
            waiter = self._waiters.pop(frame.stream_id, None)
        if waiter is None:
            return  # its caller has given up, or nobody ever asked
        try:
            waiter.succeed(_payload(frame))
        except OyError as error:
            waiter.fail(error)
        except Exception as error:
            waiter.fail(connection_lost(repr(error)))
            raise

    def _lose(self, error: OyError) -> None:
        with self._state:
            if self._lost is not None:
                return
            if self._closed:
                error = connection_lost("the client was closed")
            self._lost = error
            waiters, self._waiters = list(self._waiters.values()), {}
            try:
                self._sock.shutdown(socket.SHUT_RDWR)  # before the reader can see that it is lost, and close it
            except OSError:
                pass  # it is down already
        for waiter in waiters:
            # An error each: a traceback grows on the one that is raised.
            waiter.fail(client_error(error.code, error.reason, error.message))

    def close(self) -> None:
        """Ends the connection. Calls that still wait fail, and the gateway cancels what it can of them."""
        with self._state:
            self._closed = True
        self._lose(connection_lost("the client was closed"))

    def abandon(self) -> None:
        """Lets go of the socket in a forked child without disturbing the parent, whose connection it is."""
        try:
            os.close(self._sock.detach())
        except OSError:
            pass


def _payload(frame: Frame) -> bytes:
    """What a unary call gets from the frame that answers it."""
    if frame.content is None:
        raise client_error(
            Code.RESOURCE_EXHAUSTED,
            "ANSWER_TOO_LARGE",
            "the answer is larger than 4 MiB; the call may have been carried out",
        )
    if frame.kind != RESPONSE:
        raise client_error(
            Code.INTERNAL,
            "ANSWER_UNREADABLE",
            "a stream's message came in the place of an answer; the call may have been carried out",
        )
    response = ttrpc_pb2.Response()
    parse(response, frame.content)
    if response.status.code:
        raise from_status(response.status)
    return response.payload
