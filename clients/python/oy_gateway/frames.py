"""ttrpc's frames on a socket: ten bytes of header, then up to 4 MiB."""

from __future__ import annotations

import select
import socket
import struct
import time
from typing import Callable, Mapping, NamedTuple, Optional

from oy_gateway._proto.ttrpc import ttrpc_pb2
from oy_gateway.errors import Code, OyError, connection_lost, deadline_passed, unsent_error

REQUEST, RESPONSE, DATA = 1, 2, 3
REMOTE_CLOSED, NO_DATA = 0x01, 0x04

#: The largest content of a frame, in either direction.
LARGEST = 4 << 20
#: Past this stream id a new connection is made. Ids are odd, only grow, and end at 2**32 - 1: what lies between is room
#: for calls that have chosen the old connection already.
LAST_STREAM_ID = 1 << 31

HEADER = struct.Struct(">IIBB")

#: Seconds. Nobody waits longer, and clocks, locks and the gateway's nanoseconds hold it.
LONGEST_WAIT = 10 * 365 * 86400.0
#: Seconds that one `poll` takes at most: its milliseconds are a C int, 24 days of them.
LONGEST_POLL = 86400.0
#: Seconds until a full queue of connections is tried again.
QUEUE_PAUSE = 0.001


class Frame(NamedTuple):
    stream_id: int
    kind: int
    flags: int
    #: None: it was larger than LARGEST, and thrown away.
    content: Optional[bytes]


class Deadline:
    """A moment on the monotonic clock, or none."""

    def __init__(self, seconds: Optional[float]) -> None:
        self._at = None if seconds is None else time.monotonic() + min(seconds, LONGEST_WAIT)

    def left(self) -> Optional[float]:
        """Seconds, never below zero. None: for ever."""
        return None if self._at is None else max(0.0, self._at - time.monotonic())

    def allows(self, sock: socket.socket, event: int) -> bool:
        """Waits until the socket can be read or written. False: the moment came first."""
        waiting = select.poll()
        try:
            waiting.register(sock, event)
        except ValueError:  # closed by another thread
            raise connection_lost("it was closed here") from None
        while True:
            left = self.left()
            if waiting.poll(None if left is None else min(left, LONGEST_POLL) * 1000):
                return True
            if self.left() == 0:
                return False


def request_frame(
    stream_id: int,
    flags: int,
    service: str,
    method: str,
    payload: bytes,
    timeout: Optional[float],
    metadata: Optional[Mapping[str, str]],
) -> bytes:
    """The frame that opens a call. Raises RESOURCE_EXHAUSTED where it would be too large."""
    envelope = ttrpc_pb2.Request(
        service=service,
        method=method,
        payload=payload,
        # Zero on the wire would mean that there is no deadline.
        timeout_nano=0 if timeout is None else max(1, min(int(timeout * 1e9), (1 << 63) - 1)),
        metadata=[ttrpc_pb2.KeyValue(key=key.lower(), value=value) for key, value in (metadata or {}).items()],
    )
    content = envelope.SerializeToString()
    if len(content) > LARGEST:
        raise unsent_error(
            Code.RESOURCE_EXHAUSTED,
            "REQUEST_TOO_LARGE",
            f"the request takes {len(content)} bytes, and a frame holds {LARGEST}",
        )
    return HEADER.pack(len(content), stream_id, REQUEST, flags) + content


def connected(path: str, deadline: Deadline) -> socket.socket:
    """A socket connected to `path`. Raises UNAVAILABLE, and then nothing was sent for this call."""
    sock = None
    try:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.setblocking(False)
        while not _queued(sock, path):
            if deadline.left() == 0:
                raise BlockingIOError("its queue of connections is full")
            time.sleep(QUEUE_PAUSE)
        sock.setblocking(True)
    except OSError as error:
        if sock is not None:
            sock.close()
        raise unsent_error(
            Code.UNAVAILABLE, "CONNECT_FAILED", f"the gateway's socket {path} can't be reached ({error})"
        ) from error
    return sock


def _queued(sock: socket.socket, path: str) -> bool:
    """Connects, or finds the gateway's queue full; nothing on the socket would tell when it no longer is."""
    try:
        sock.connect(path)
    except BlockingIOError:
        return False
    return True


def send(sock: socket.socket, data: bytes, deadline: Deadline) -> bool:
    """Sends all of `data`, or none: False where the deadline passed before a byte was out.

    Where it raises, the frame may have gone in part: the connection is of no use any more.
    """
    rest = memoryview(data)
    while rest:
        try:
            rest = rest[sock.send(rest, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL) :]
        except BlockingIOError:
            if not deadline.allows(sock, select.POLLOUT):
                if len(rest) == len(data):
                    return False
                raise deadline_passed() from None
        except OSError as error:
            raise connection_lost(error.strerror or str(error)) from error
    return True


class FrameReader:
    """Reads frames, however they were cut. What was read of a frame when a deadline passed is kept."""

    def __init__(self, sock: socket.socket, lost: Callable[[str], OyError] = connection_lost) -> None:
        """`lost` makes the error that tells, from its cause, that the connection has ended."""
        self._sock = sock
        self._lost = lost
        self._buffer = bytearray()
        self._discard = 0
        self._oversized: Optional[Frame] = None

    def read(self, deadline: Optional[Deadline] = None) -> Frame:
        """The next frame. Raises UNAVAILABLE where the connection has ended, DEADLINE_EXCEEDED where it is late."""
        while True:
            frame = self._take()
            if frame is not None:
                return frame
            if deadline is not None and not deadline.allows(self._sock, select.POLLIN):
                raise deadline_passed()
            try:
                data = self._sock.recv(1 << 16)
            except OSError as error:
                raise self._lost(error.strerror or str(error)) from error
            if not data:
                raise self._lost("the gateway closed it")
            self._buffer += data

    def _take(self) -> Optional[Frame]:
        if self._oversized is None and len(self._buffer) >= HEADER.size:
            length, stream_id, kind, flags = HEADER.unpack_from(self._buffer)
            if length > LARGEST:
                del self._buffer[: HEADER.size]
                self._discard, self._oversized = length, Frame(stream_id, kind, flags, None)
            elif len(self._buffer) >= HEADER.size + length:
                content = bytes(memoryview(self._buffer)[HEADER.size : HEADER.size + length])
                del self._buffer[: HEADER.size + length]
                return Frame(stream_id, kind, flags, content)
        if self._oversized is not None:
            taken = min(self._discard, len(self._buffer))
            del self._buffer[:taken]
            self._discard -= taken
            if self._discard == 0:
                frame, self._oversized = self._oversized, None
                return frame
        return None
