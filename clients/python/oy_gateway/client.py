"""The client."""

from __future__ import annotations

import math
import os
import threading
import weakref
from types import TracebackType
from typing import Iterable, Mapping, Optional, Type, TypeVar, Union

from google.protobuf.message import Message

from oy_gateway._proto.oy.v1 import event_pb2
from oy_gateway.connection import GRACE, Connection, Unsent
from oy_gateway.errors import Code, parse, unsent_error, waited_in_vain
from oy_gateway.events import Events
from oy_gateway.frames import Deadline
from oy_gateway.payouts import pay
from oy_gateway.services import Services
from oy_gateway.stream import Stream

M = TypeVar("M", bound=Message)

DEFAULT_PATH = "/run/oyd/oyd.sock"
CLOSED = "the client is closed"


class Client(Services):
    """Calls the gateway at a Unix socket.

    Every service is an attribute: `client.disbursement.remit(…)`. All of it may be used from any number of threads at
    once; their calls share one connection. It connects with the first call, and after a connection was lost it makes
    a new one for the *next* call. A call is sent once: whether to repeat it is for the caller to decide.

    path: the gateway's socket; None: $OY_SOCKET, or else /run/oyd/oyd.sock.
    timeout: seconds that a call may take unless it says otherwise; None: no deadline. Streams have none of themselves.
    connect_timeout: seconds that connecting may take.
    """

    def __init__(
        self,
        path: Union[None, str, "os.PathLike[str]"] = None,
        *,
        timeout: Optional[float] = 30.0,
        connect_timeout: float = 5.0,
    ) -> None:
        super().__init__(self)
        self.path = os.fspath(os.environ.get("OY_SOCKET") or DEFAULT_PATH if path is None else path)
        self.timeout = _checked(timeout)
        self.connect_timeout = connect_timeout
        self._lock = threading.RLock()  # again from a signal's handler
        self._connection: Optional[Connection] = None
        self._closed = False
        _clients.add(self)

    def pay(
        self,
        *,
        recipient_bank: str,
        recipient_account: str,
        amount: int,
        partner_trx_id: str,
        note: str = "",
        email: str = "",
        within: float = 300.0,
    ) -> bool:
        """Pays, and asks again under the same id until it is certain how that ended.

        Write the payout down, its id included, where it survives your own crash, before you call this. The fields are those
        of `disbursement.remit`. The caller needs Remit, and WaitPayout so that it hears at once: without it, it asks again with
        pauses.

        within: seconds that it may take, and a second more if the last question has to be asked.

        Returns True: it was paid. False: the gateway says that it was not, as of this answer; call this with the old id
        once more right before paying under a new one. Raises OyError where retrying does not help: a person has to look.
        Raises TimeoutError where it is not certain yet: call this again later. Its `__cause__` is the last error, if there was
        one; that is `unsent` if not one of the tries was sent. After either the payout is open, and its id must not be given up.
        Raises ValueError where the client is closed before the first try; closed later, it is a TimeoutError.
        """
        return pay(
            self,
            within,
            recipient_bank=recipient_bank,
            recipient_account=recipient_account,
            amount=amount,
            partner_trx_id=partner_trx_id,
            note=note,
            email=email,
        )

    def call(
        self,
        service: str,
        method: str,
        request: Message,
        response_type: Type[M],
        *,
        timeout: Optional[float] = None,
        metadata: Optional[Mapping[str, str]] = None,
    ) -> M:
        """Calls any unary method by its name. The attributes are the convenient way.

        Raises OyError. Unless that is `not_paid`, it leaves open what becomes of a payout: repeat it with the same
        `partner_trx_id` only, or look it up.
        """
        timeout = self.timeout if timeout is None else _checked(timeout)
        response = response_type()
        parse(response, self._answer(service, method, request.SerializeToString(), timeout, metadata))
        return response

    def stream(
        self,
        service: str,
        method: str,
        request: Message,
        response_type: Type[M],
        *,
        timeout: Optional[float] = None,
        metadata: Optional[Mapping[str, str]] = None,
        connect_timeout: Optional[float] = None,
    ) -> Stream[M]:
        """Opens any server-streaming method by its name. `timeout` bounds the whole stream, `connect_timeout` connecting,
        where it is shorter than the client's."""
        if self._closed:
            raise ValueError(CLOSED)
        bounds = [each for each in (timeout, connect_timeout, self.connect_timeout) if each is not None]
        return Stream(
            self.path, service, method, request, response_type, _checked(timeout), metadata, min(bounds)
        )

    def events(self, consumer: str, kinds: Iterable[event_pb2.EventKind] = (), after: Optional[int] = None) -> Events:
        """Iterates over events without end, whatever becomes of the connection.

        consumer: the name under which the gateway keeps the place of what was acknowledged.
        kinds: only these (`oy_gateway.v1.EventKind`); none: all that this caller may see.
        after: begin after the event with this cursor, 0: with the oldest; None: after the last acknowledged.
        """
        return Events(self, consumer, kinds, after)

    def close(self) -> None:
        """Ends the connection. Calls that still wait in other threads fail. Streams are closed on their own. A signal's
        handler may call it."""
        with self._lock:
            self._closed = True
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _answer(
        self,
        service: str,
        method: str,
        payload: bytes,
        timeout: Optional[float],
        metadata: Optional[Mapping[str, str]],
    ) -> bytes:
        deadline = Deadline(None if timeout is None else timeout + GRACE)
        for _ in range(3):
            try:
                return self._connected(deadline).call(service, method, payload, metadata, deadline)
            except Unsent:
                continue
        raise unsent_error(Code.UNAVAILABLE, "CONNECT_FAILED", "the gateway ends every connection")

    def _connected(self, deadline: Deadline) -> Connection:
        left = deadline.left()
        if not self._lock.acquire(timeout=-1 if left is None else left):
            raise waited_in_vain("another call is still connecting")
        try:
            if self._closed:
                raise ValueError(CLOSED)
            connection = self._connection
            if connection is None or not connection.usable:
                left = deadline.left()
                timeout = self.connect_timeout if left is None else min(left, self.connect_timeout)
                self._connection = connection = Connection(self.path, Deadline(timeout))
                if self._closed:  # meanwhile, by a signal's handler
                    self.close()
                    raise ValueError(CLOSED)
            return connection
        finally:
            self._lock.release()

    def _forked(self) -> None:
        """In a child process: the connection is the parent's, and no lock can be trusted."""
        self._lock = threading.RLock()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.abandon()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_lock"):
            self.close()


def _checked(timeout: Optional[float]) -> Optional[float]:
    if timeout is None or (math.isfinite(timeout) and timeout > 0):
        return timeout
    raise ValueError("a timeout is a number of seconds, more than zero, or None")


_clients: "weakref.WeakSet[Client]" = weakref.WeakSet()


def _forked() -> None:
    for client in list(_clients):
        client._forked()


os.register_at_fork(after_in_child=_forked)
