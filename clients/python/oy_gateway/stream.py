"""The answers of a server-streaming call."""

from __future__ import annotations

import os
import socket
import threading
from types import TracebackType
from typing import Generic, Iterator, Mapping, Optional, Type, TypeVar

from google.protobuf.message import Message

from oy_gateway._proto.ttrpc import ttrpc_pb2
from oy_gateway.connection import GRACE
from oy_gateway.errors import Code, OyError, client_error, deadline_passed, from_status, parse, stream_lost, waited_in_vain
from oy_gateway.frames import (
    DATA,
    REMOTE_CLOSED,
    RESPONSE,
    Deadline,
    Frame,
    FrameReader,
    connected,
    request_frame,
    send,
)

M = TypeVar("M", bound=Message)

STREAM_ID = 1


class Stream(Generic[M], Iterator[M]):
    """An iterator over the messages of one call; it ends when the gateway ends it without an error, and raises OyError
    otherwise.

    It has a connection of its own: ttrpc can cancel a call only by closing its connection, and so a slow reader holds up
    nobody but itself. Use it in a `with` block, or `close()` it. One thread reads; any thread may close. A forked child
    can't read its parent's: it opens its own.
    """

    def __init__(
        self,
        path: str,
        service: str,
        method: str,
        request: Message,
        response_type: Type[M],
        timeout: Optional[float],
        metadata: Optional[Mapping[str, str]],
        connect_timeout: float,
    ) -> None:
        self._response_type = response_type
        self._deadline = Deadline(None if timeout is None else timeout + GRACE)
        self._ended = self._closed = False
        self._process = os.getpid()
        self._reading = threading.Lock()
        self._closing = threading.RLock()  # again from a signal's handler
        payload = request.SerializeToString()
        self._sock = connected(path, Deadline(connect_timeout))
        self._frames = FrameReader(self._sock, stream_lost)
        try:
            # Only now: the gateway is told what connecting has left.
            left = self._deadline.left()
            told = None if left is None else left - GRACE
            frame = request_frame(STREAM_ID, REMOTE_CLOSED, service, method, payload, told, metadata)
            if not send(self._sock, frame, self._deadline):
                raise waited_in_vain("the gateway reads nothing")
        except OyError:
            self.close()
            raise

    def __iter__(self) -> Stream[M]:
        return self

    def __next__(self) -> M:
        message = self._receive(self._deadline)
        if message is None:
            raise StopIteration
        return message

    def receive(self, timeout: float) -> Optional[M]:
        """The next message, or None at the end. Raises TimeoutError when none comes within `timeout` seconds; the
        stream goes on, and nothing is lost."""
        left = self._deadline.left()
        if left is not None and left <= timeout:
            return self._receive(self._deadline)
        try:
            return self._receive(Deadline(timeout))
        except OyError as error:
            if error.reason == "DEADLINE_PASSED" and not error.answered:
                self._ended = False
                raise TimeoutError("no message came in time") from None
            raise

    @property
    def inherited(self) -> bool:
        """Whether this is a forked child, and the stream its parent's."""
        return os.getpid() != self._process

    def _receive(self, deadline: Deadline) -> Optional[M]:
        if self.inherited:  # what it took off the socket, its parent would miss
            raise RuntimeError("the stream is the parent process's; open another")
        try:
            with self._reading:
                return None if self._ended or self._closed else self._next_message(deadline)
        except OyError as error:
            self._ended = True
            if self._closed:
                return None
            raise error
        except BaseException:
            self._ended = True  # a signal's handler raised, and what was just read may be lost
            raise
        finally:
            if self._closed:
                self.close()

    def _next_message(self, deadline: Deadline) -> Optional[M]:
        while not self._ended:
            message = self._message_of(self._frames.read(deadline))
            if message is not None:
                return message
            if not self._ended and deadline.left() == 0:  # where frames that say nothing come without a pause
                raise deadline_passed()
        return None

    def _message_of(self, frame: Frame) -> Optional[M]:
        """The message in a frame; None where there is none, be it at the end or because the frame is not for this call."""
        if frame.stream_id != STREAM_ID or frame.kind not in (RESPONSE, DATA):
            return None
        if frame.content is None:
            raise client_error(Code.RESOURCE_EXHAUSTED, "ANSWER_TOO_LARGE", "a message is larger than 4 MiB")
        if frame.kind == RESPONSE:
            self._ended = True
            response = ttrpc_pb2.Response()
            parse(response, frame.content)
            if response.status.code:
                raise from_status(response.status)
            return None
        self._ended = bool(frame.flags & REMOTE_CLOSED)
        # Without flags, nothing at all is a real, empty message.
        if not frame.content and frame.flags:
            return None
        message = self._response_type()
        parse(message, frame.content)
        return message

    def close(self) -> None:
        """Cancels the call if it still runs. A reader that waits in another thread finds the end."""
        self._closed = True
        if self.inherited:  # the connection is the parent's, and no lock can be trusted
            self._sock.close()
            return
        # Whoever shuts it down, or reads, has the socket's number in hand. Once closed, that number can be another file's:
        # so one thread at a time, and a thread that is reading closes when it is done.
        with self._closing:
            try:
                self._sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            if self._reading.acquire(blocking=False):
                self._sock.close()
                self._reading.release()

    def __enter__(self) -> Stream[M]:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_sock"):
            self.close()
