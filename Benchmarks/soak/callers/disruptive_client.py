"""A client that connects, calls a little and goes, drops in the middle of a call, a frame or a stream, or sends what is no
call."""

import random
import socket
import time
from collections.abc import Callable

from oy_gateway import Client, OyError
from oy_gateway.frames import HEADER, REQUEST, request_frame
from oy_gateway.v1 import GetBalanceRequest, GetPayoutRequest, RemitRequest, WaitPayoutRequest

from .. import plan
from ..evidence.record import Record
from .payout_orders import PayoutOrders


class DisruptiveClient:
    def __init__(self, path: str, record: Record, draw: random.Random, name: str):
        self._path = path
        self._record = record
        self._draw = draw
        self._orders = PayoutOrders(name, draw)
        #: Connections with half a frame, and until when each is left open.
        self._held: list[tuple[float, socket.socket]] = []

    def run(self, is_over: Callable[[], bool]) -> None:
        ways = [
            self._calls, self._calls, self._drop_call, self._drop_many, self._half_frame, self._garbage, self._watch]
        while not is_over():
            way = self._draw.choice(ways)
            try:
                outcome = way()
            except (OyError, OSError) as error:
                outcome = str(error)
            self._record.add(way=way.__name__.lstrip("_"), outcome=outcome)
            self._let_go(time.monotonic())
            time.sleep(self._draw.expovariate(plan.DISRUPTIONS_PER_SECOND))
        self._let_go(float("inf"))

    def _calls(self) -> str:
        """A process that starts, asks a few things and ends, as a job of cron does."""
        with Client(self._path) as client:
            for _ in range(self._draw.randrange(1, 5)):
                client.gateway.who_am_i(timeout=plan.TIMEOUT)
                client.disbursement.get_balance(timeout=plan.TIMEOUT)
        return "answered"

    def _drop_call(self) -> str:
        """Goes while its call is under way: a payout among them is paid once, or not at all, all the same."""
        if self._draw.random() < 0.5:
            call = ("Remit", RemitRequest(**self._orders.new().request))
        else:
            call = ("GetBalance", GetBalanceRequest())
        with self._connected() as wire:
            wire.sendall(self._frame("oy.v1.DisbursementService", *call))
            time.sleep(self._draw.choice([0, 0, 0.002, 0.05]))
        return "dropped"

    def _drop_many(self) -> str:
        """Asks for a payout many times at once and goes: what is cancelled while the ledger is read is no failure of it."""
        order = self._orders.recent()
        method, request = self._draw.choice([
            ("GetPayout", GetPayoutRequest(partner_trx_id=order.id)),
            ("WaitPayout", WaitPayoutRequest(partner_trx_id=order.id)),
        ])
        with self._connected() as wire:
            for number in range(20):
                wire.sendall(self._frame("oy.v1.PayoutService", method, request, 2 * number + 1))
            time.sleep(self._draw.choice([0.001, 0.005, 0.02]))
        return "dropped"

    def _half_frame(self) -> str:
        """Part of a frame; some stay open for a while, and the gateway closes those that stay too long."""
        frame = self._frame("oy.v1.DisbursementService", "GetBalance", GetBalanceRequest())
        wire = self._connected()
        wire.sendall(frame[:self._draw.randrange(1, len(frame))])
        self._held.append((time.monotonic() + self._draw.choice([0, 2, 10, 70]), wire))
        return "left open"

    def _garbage(self) -> str:
        """Bytes that are no call: a length beyond the limit, an envelope that is none, a frame of no known kind, an even
        stream."""
        noise = self._draw.randbytes(200)
        garbage = self._draw.choice([
            HEADER.pack(1 << 30, 1, REQUEST, 0) + noise,
            HEADER.pack(len(noise), 1, REQUEST, 0) + noise,
            HEADER.pack(len(noise), 1, 77, 0) + noise,
            HEADER.pack(0, 2, REQUEST, 0),
        ])
        with self._connected() as wire:
            wire.sendall(garbage)
            wire.settimeout(0.2)
            try:
                wire.recv(4096)
            except TimeoutError:
                pass
        return "sent"

    def _watch(self) -> str:
        """Opens a stream and leaves it after an event or none."""
        with Client(self._path) as client, client.event.watch(consumer="passing", after=0) as stream:
            try:
                stream.receive(timeout=0.2)
            except TimeoutError:
                pass
        return "watched"

    def _frame(self, service: str, method: str, message, stream: int = 1) -> bytes:
        return request_frame(stream, 0, service, method, message.SerializeToString(), plan.TIMEOUT, None)

    def _connected(self) -> socket.socket:
        wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        wire.settimeout(5)
        wire.connect(self._path)
        return wire

    def _let_go(self, now: float) -> None:
        for until, wire in self._held:
            if until <= now:
                wire.close()
        self._held = [each for each in self._held if each[0] > now]
