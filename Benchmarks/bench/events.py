"""What it costs to tell events: a hundred thousand of them through one consumer, beside one that never reads."""

import socket
import struct
import time
from pathlib import Path

from . import load
from .peers.gateway import Gateway
from .upstream import Upstream

HEADER = struct.Struct(">IIBB")
#: The upstream answers these with 000: each payout tells of two states, UNKNOWN and COMPLETED.
PREFIX = "done-"
PER_PAYOUT = 2
CALLERS = 128


class Reader:
    """A consumer on a connection of its own, with its frames by hand: it must not be the bottleneck."""

    def __init__(self, gateway: Gateway, consumer: str):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(120)
        self._socket.connect(str(gateway.socket))
        watch = text(1, consumer.encode()) + text(2, b"")  # after: 0
        request = text(1, b"oy.v1.EventService") + text(2, b"Watch") + text(3, watch)
        self._socket.sendall(HEADER.pack(len(request), 1, 1, 1) + request)
        self._held = b""
        self.cursor = 0

    def read(self, count: int) -> None:
        """Reads so many events. Each must follow the one before it."""
        while count:
            at, held = 0, self._held
            while count and len(held) - at >= HEADER.size:
                length, _, kind, _ = HEADER.unpack_from(held, at)
                if len(held) - at < HEADER.size + length:
                    break
                if kind != 3:
                    raise load.Failed(f"the stream has ended: {held[at:at + 200]!r}")
                self._take(held, at + HEADER.size)
                at += HEADER.size + length
                count -= 1
            self._held = held[at:]
            if count:
                more = self._socket.recv(1 << 20)
                if not more:
                    raise load.Failed("the stream has ended")
                self._held += more

    def _take(self, held: bytes, at: int) -> None:
        """WatchResponse.event.cursor: the first field of the first field."""
        _, at = varint(held, at + 1)
        cursor, _ = varint(held, at + 1)
        if cursor != self.cursor + 1:
            raise load.Failed(f"event {cursor} came after {self.cursor}")
        self.cursor = cursor

    def close(self) -> None:
        self._socket.close()


def text(field: int, value: bytes) -> bytes:
    return bytes([field << 3 | 2, len(value)]) + value


def varint(held: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = held[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def run(folder: Path, rounds: int, events: int) -> dict:
    payouts = events // PER_PAYOUT
    with Upstream(folder) as upstream:
        # Filled by a gateway of its own, so that the one that is measured starts with nothing in its memory.
        with Gateway(folder / "events", upstream) as gateway:
            load.run(gateway, prefix=PREFIX, callers=CALLERS, calls=payouts)
        with Gateway(folder / "events", upstream) as gateway:
            absent = Reader(gateway, "never-reads")
            Reader(gateway, "warm").read(1_000)
            results = {"events": events, "backlog": [], "memory_kib": [gateway.memory_kib]}
            for number in range(rounds):
                reader = Reader(gateway, f"consumer-{number}")
                before, began = gateway.cpu_seconds, time.perf_counter()
                reader.read(events)
                seconds = time.perf_counter() - began
                results["backlog"].append({
                    "events_per_second": events / seconds, "cpu_us": (gateway.cpu_seconds - before) / events * 1e6})
                results["memory_kib"].append(gateway.memory_kib)
                print(f"  {events / seconds:8.0f} events/s, own memory {gateway.memory_kib['RssAnon'] / 1024:.1f} MiB", flush=True)
                reader.close()
            results["live"] = live(gateway, events, payouts)
            results["memory_kib"].append(gateway.memory_kib)
            absent.close()
    return results


def live(gateway: Gateway, events: int, payouts: int) -> dict:
    """A consumer that has caught up, while payouts are made: how far behind it is when the last of them is answered."""
    reader = Reader(gateway, "live")
    reader.read(events)
    more = payouts // 5
    result = load.run(gateway, prefix=PREFIX, callers=64, calls=more, first=payouts * 10)
    began = time.perf_counter()
    reader.read(more * PER_PAYOUT)
    reader.close()
    return {"calls_per_second": result["calls_per_second"], "seconds_to_catch_up": time.perf_counter() - began}


def table(results: dict) -> str:
    memory = results["memory_kib"]
    own = [kib["RssAnon"] / 1024 for kib in memory]
    read, paid = own[:-1], own[-1]
    rates = sorted(one["events_per_second"] for one in results["backlog"])
    costs = sorted(one["cpu_us"] for one in results["backlog"])
    live_one = results["live"]
    return "\n".join([
        f"{results['events']:,} events through one consumer, beside one that never reads", "",
        f"Backlog: {rates[len(rates) // 2]:,.0f} events/s (median), {costs[len(costs) // 2]:.1f} µs of CPU each",
        f"Live, under {live_one['calls_per_second']:,.0f} payouts/s: {live_one['seconds_to_catch_up']:.2f} s behind at the end "
        "(its reader begins to read only then)",
        f"Own memory: {read[0]:.1f} MiB before, {max(read):.1f} MiB at most while the backlog was told, "
        f"{paid:.1f} MiB after the payouts of the live round",
    ])
