#!/usr/bin/env python3
"""A scripted ttrpc peer: the worst a server can do to a client, on request.

    peer.py SOCKET

listens on the Unix socket SOCKET, prints "ready" and serves until its standard input ends. It needs nothing but
Python's standard library and writes its frames by hand, so that it shares no code, and no mistake, with the clients.
It listens on SOCKET.real as well, where GetInfo says that it stands before the real OY!.

Which scene is played stands in field 1 of the request message, where InquireAccountRequest has `recipient_bank`,
HealthCheckRequest `service` and WatchRequest `consumer`. The scenes are the functions below whose names begin with `scene_`; "not-found" plays
`scene_not_found`; a request without that field plays `scene_`. Unary scenes answer with an InquireAccountResponse, streamed ones with HealthCheckResponses.
"""

import os
import socket
import struct
import sys
import threading
import time

REQUEST, RESPONSE, DATA = 1, 2, 3
REMOTE_CLOSED, NO_DATA = 0x01, 0x04
LARGEST = 4 << 20
HEADER = struct.Struct(">IIBB")

NOT_FOUND, RESOURCE_EXHAUSTED, INVALID_ARGUMENT, DEADLINE_EXCEEDED, UNAVAILABLE = 5, 8, 3, 4, 14
ALREADY_EXISTS, FAILED_PRECONDITION = 6, 9


# Protobuf by hand.


def varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def integer(field, number):
    return varint(field << 3) + varint(number) if number else b""


def text(field, value):
    value = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(value)) + value


def fields(message):
    """Yields (number, value) of the varint and length-delimited fields of a message."""
    at = 0

    def read_varint():
        nonlocal at
        shift = number = 0
        while True:
            byte = message[at]
            at += 1
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7

    while at < len(message):
        key = read_varint()
        if key & 7 == 0:
            yield key >> 3, read_varint()
        elif key & 7 == 2:
            length = read_varint()
            yield key >> 3, message[at : at + length]
            at += length
        else:
            raise ValueError("wire type %d" % (key & 7))


# The messages of the contract that the scenes need.


def inquiry(name="John Doe"):
    ok = text(1, "000") + text(2, "Success")
    return text(1, ok) + text(2, "014") + text(3, "1239812390") + text(4, name)


def any_of(kind, value):
    return text(1, "type.googleapis.com/" + kind) + text(2, value)


def error_info(reason, domain, **metadata):
    entries = b"".join(text(3, text(1, key) + text(2, value)) for key, value in metadata.items())
    return any_of("google.rpc.ErrorInfo", text(1, reason) + text(2, domain) + entries)


def retry_info(milliseconds):
    delay = integer(1, milliseconds // 1000) + integer(2, milliseconds % 1000 * 1_000_000)
    return any_of("google.rpc.RetryInfo", text(1, delay))


def status(code, message, *details):
    return integer(1, code) + text(2, message) + b"".join(text(3, detail) for detail in details)


def success(payload):
    return text(2, payload)


def failure(*arguments):
    return text(1, status(*arguments))


class Call:
    """A request as it came, and the means to answer it."""

    def __init__(self, connection, stream, flags, envelope):
        self.connection, self.stream, self.flags = connection, stream, flags
        self.service = self.method = self.scene = ""
        self.timeout = 0
        self.after = self.cursor = 0
        self.metadata = []
        payload = b""
        for number, value in fields(envelope):
            if number == 1:
                self.service = value.decode()
            elif number == 2:
                self.method = value.decode()
            elif number == 3:
                payload = value
            elif number == 4:
                self.timeout = value
            elif number == 5:
                pair = dict(fields(value))
                self.metadata.append("%s:%s" % (pair.get(1, b"").decode(), pair.get(2, b"").decode()))
        for number, value in fields(payload):
            if number == 1 and isinstance(value, bytes):
                self.scene = value.decode()
            elif number == 2 and isinstance(value, bytes) and self.method == "Watch":
                self.after = dict(fields(value)).get(1, 0)
            elif number == 2 and self.method == "Ack":
                self.cursor = value

    def frame(self, kind, flags, payload, stream=None):
        return HEADER.pack(len(payload), self.stream if stream is None else stream, kind, flags) + payload

    def respond(self, envelope):
        self.connection.write(self.frame(RESPONSE, 0, envelope))

    def serving(self, number):
        self.connection.write(self.frame(DATA, 0, integer(1, number)))

    def end(self):
        self.connection.write(self.frame(DATA, REMOTE_CLOSED | NO_DATA, b""))


class Connection:
    def __init__(self, sock, base_url):
        self.sock, self.base_url = sock, base_url
        self.lock = threading.Lock()
        self.held = []

    def write(self, data):
        with self.lock:
            self.sock.sendall(data)

    def write_singly(self, data):
        with self.lock:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
            for byte in data:
                self.sock.sendall(bytes([byte]))
                time.sleep(0.0005)

    def close(self):
        self.sock.shutdown(socket.SHUT_RDWR)

    def read(self, count):
        data = bytearray()
        while len(data) < count:
            piece = self.sock.recv(min(count - len(data), 1 << 16))
            if not piece:
                raise EOFError
            data += piece
        return bytes(data)

    def run(self):
        last = 0
        try:
            while True:
                length, stream, kind, flags = HEADER.unpack(self.read(HEADER.size))
                envelope = self.read(length)
                if length > LARGEST or kind != REQUEST or stream % 2 == 0 or stream <= last:
                    print("peer: a frame that no client may send: %r" % ((length, stream, kind, flags),), file=sys.stderr)
                    return
                last = stream
                call = Call(self, stream, flags, envelope)
                scene = globals().get("scene_" + call.scene.replace("-", "_"))
                if scene is None:
                    call.respond(failure(12, "no scene called %r for %s/%s" % (call.scene, call.service, call.method)))
                else:
                    scene(call)
        except (EOFError, OSError):
            pass
        finally:
            self.sock.close()


# Unary scenes.


def scene_success(call):
    call.respond(success(inquiry()))


def scene_(call):
    """WhoAmI and GetInfo: their requests have no fields."""
    call.respond(success(text(1, "peer") + (text(3, call.connection.base_url) if call.method == "GetInfo" else b"")))


def pay(call, answer):
    """Inquiries of a scene that pays succeed."""
    call.respond(answer if call.method == "Remit" else success(inquiry()))


def scene_pay_open(call):
    pay(call, failure(UNAVAILABLE, "not on disk yet", error_info("PAYOUT_STILL_RECORDING", "oy-gateway")))


def scene_pay_rejected(call):
    details = error_info("BALANCE_NOT_ENOUGH", "oyindonesia.com", oy_code="206", state="REJECTED", not_paid="true")
    pay(call, failure(FAILED_PRECONDITION, "OY! says 206", details))


def scene_mirror(call):
    """Tells what came, so that a test sees its request as a server does."""
    call.respond(
        success(
            inquiry(
                "%s/%s flags=%d timeout=%d metadata=%s"
                % (call.service, call.method, call.flags, call.timeout, ",".join(call.metadata))
            )
        )
    )


def scene_empty(call):
    call.respond(b"")


def scene_not_found(call):
    call.respond(
        failure(
            NOT_FOUND,
            "OY! says 209: Bank Account is not found",
            error_info(
                "UPSTREAM_REJECTED", "oyindonesia.com", oy_code="209", oy_message="Bank Account is not found", attempts="1"
            ),
        )
    )


def scene_violations(call):
    first = text(1, "recipient_bank") + text(2, "must be given")
    second = text(1, "recipient_account") + text(2, "holds a NUL")
    call.respond(
        failure(
            INVALID_ARGUMENT,
            "two fields are wrong",
            error_info("REQUEST_INVALID", "oy-gateway", field="recipient_bank"),
            any_of("google.rpc.BadRequest", text(1, first) + text(1, second)),
        )
    )


def scene_retry(call):
    call.respond(
        failure(
            RESOURCE_EXHAUSTED,
            "too many calls",
            error_info("RATE_LIMITED", "oy-gateway"),
            retry_info(1500),
        )
    )


def scene_payout_rejected(call):
    call.respond(
        failure(
            FAILED_PRECONDITION,
            "OY! says 206",
            error_info("BALANCE_NOT_ENOUGH", "oyindonesia.com", oy_code="206", state="REJECTED", not_paid="true"),
        )
    )


def scene_payout_failed(call):
    call.respond(
        failure(
            FAILED_PRECONDITION, "not paid", error_info("PAYOUT_NOT_PAID", "oy-gateway", state="FAILED", not_paid="true")
        )
    )


def scene_payout_cancelled(call):
    call.respond(
        failure(
            FAILED_PRECONDITION,
            "cancelled",
            error_info("PAYOUT_CANCELLED", "oy-gateway", state="CANCELLED", not_paid="true"),
        )
    )


def scene_payout_duplicate(call):
    """Final to the gateway, but OY! has a payout of that id, which may be paid."""
    call.respond(
        failure(
            ALREADY_EXISTS,
            "OY! says 203",
            error_info("DUPLICATE_PARTNER_TRX_ID", "oyindonesia.com", oy_code="203", state="REJECTED"),
        )
    )


def scene_payout_decided(call):
    """A decision that comes too late. The state alone does not say that it was not paid: OY! may have said 203 before."""
    call.respond(
        failure(
            FAILED_PRECONDITION,
            "the payout is REJECTED",
            error_info("PAYOUT_DECISION_NOT_POSSIBLE", "oy-gateway", state="REJECTED"),
        )
    )


def scene_payout_still_recording(call):
    call.respond(failure(UNAVAILABLE, "not on disk yet", error_info("PAYOUT_STILL_RECORDING", "oy-gateway")))


def scene_strange_details(call):
    """A detail of a kind that no client knows, one that cannot be read, one without a type; the known one must come through."""
    call.respond(
        failure(
            UNAVAILABLE,
            "strange",
            any_of("example.Unheard", b"\x01\x02"),
            any_of("google.rpc.BadRequest", b"\xff\xff\xff"),
            text(2, b"typeless"),
            error_info("STRANGE", "oy-gateway"),
        )
    )


def scene_no_details(call):
    call.respond(failure(DEADLINE_EXCEEDED, ""))


def scene_strange_code(call):
    call.respond(failure(77, "a code of the future"))


def scene_bytes(call):
    call.connection.write_singly(call.frame(RESPONSE, 0, success(inquiry("one byte at a time"))))


def scene_largest(call):
    body = success(inquiry("x" * (LARGEST - 200)))
    body += text(15, b"y" * (LARGEST - len(body) - 3))  # an unknown field fills the envelope to the last byte
    assert len(body) == LARGEST, len(body)
    call.respond(body)


def scene_oversized(call):
    call.connection.write(HEADER.pack(LARGEST + 1, call.stream, RESPONSE, 0) + bytes(LARGEST + 1))


def scene_unreadable_envelope(call):
    call.respond(b"\xff\xff\xff")


def scene_unreadable_payload(call):
    call.respond(success(b"\x0a\x7f"))


def scene_not_utf_8(call):
    call.respond(success(inquiry(b"J\xf6hn Doe")))


def scene_stray(call):
    """Frames for calls that nobody made, before the answer."""
    call.connection.write(
        call.frame(RESPONSE, 0, success(inquiry("not yours")), stream=call.stream + 1000)
        + call.frame(DATA, 0, b"", stream=call.stream + 1002)
        + call.frame(RESPONSE, 0, success(inquiry("yours")))
    )


def scene_stray_kind(call):
    """A kind of frame that does not exist, before the answer."""
    call.connection.write(call.frame(9, 0xFF, b"what?") + call.frame(RESPONSE, 0, success(inquiry("yours"))))


def scene_twice(call):
    call.connection.write(
        call.frame(RESPONSE, 0, success(inquiry("first"))) + call.frame(RESPONSE, 0, success(inquiry("second")))
    )


def scene_data_for_unary(call):
    call.connection.write(call.frame(DATA, 0, inquiry()))


def scene_never(call):
    pass


def scene_late(call):
    """Answers when the next call arrives, before that call's own answer."""
    call.connection.held.append(call)


def scene_after_late(call):
    for held in call.connection.held:
        held.respond(success(inquiry("too late")))
    call.connection.held.clear()
    call.respond(success(inquiry("in time")))


def scene_reversed(call):
    """Waits for 50 calls, then answers the last one first, each with its own stream id."""
    held = call.connection.held
    held.append(call)
    if len(held) == 50:
        for each in reversed(held):
            each.respond(success(inquiry("stream %d" % each.stream)))
        held.clear()


def scene_close(call):
    call.connection.close()


def scene_close_in_header(call):
    call.connection.write(call.frame(RESPONSE, 0, success(inquiry()))[:5])
    call.connection.close()


def scene_close_in_body(call):
    call.connection.write(call.frame(RESPONSE, 0, success(inquiry()))[:20])
    call.connection.close()


def scene_close_after(call):
    call.respond(success(inquiry("the last word")))
    call.connection.close()


def scene_stop_reading(call):
    """Reads nothing more for a while: the client's writes come to a halt."""
    call.respond(success(inquiry()))
    time.sleep(1.5)
    call.connection.close()


def scene_pause_reading(call):
    """As above, but goes on reading."""
    call.respond(success(inquiry()))
    time.sleep(1)


def scene_pause(call):
    """Reads nothing for a while, answers, and reads on only later: in the meantime the client's writes come to a halt."""
    time.sleep(0.7)
    call.respond(success(inquiry("after a pause")))
    time.sleep(1)


def scene_late_close(call):
    """Closes behind an answer that its caller no longer waits for."""
    time.sleep(0.4)
    call.respond(success(inquiry("too late")))
    call.connection.close()


def scene_deaf(call):
    """Takes nothing more, which the client learns only when it sends."""
    call.connection.sock.shutdown(socket.SHUT_RD)
    call.respond(success(inquiry()))
    time.sleep(1)


def scene_answer_early(call):
    """Answers the next call when no more than its header has come, and closes."""
    call.respond(success(inquiry()))
    _, stream, _, _ = HEADER.unpack(call.connection.read(HEADER.size))
    call.connection.write(call.frame(RESPONSE, 0, success(inquiry("early")), stream=stream))
    time.sleep(0.3)
    call.connection.close()


# Streamed scenes.


def scene_stream(call):
    """SERVING, an empty message, NOT_SERVING, and the end."""
    if call.flags != REMOTE_CLOSED:
        call.respond(failure(INVALID_ARGUMENT, "a server-streaming call opens with flags 0x01, not %#x" % call.flags))
        return
    call.serving(1)
    call.serving(0)
    call.serving(2)
    call.end()


def scene_stream_none(call):
    call.end()


def scene_stream_bytes(call):
    frames = call.frame(DATA, 0, integer(1, 1)) + call.frame(DATA, 0, b"") + call.frame(DATA, 5, b"")
    call.connection.write_singly(frames)


def scene_stream_last_with_data(call):
    call.serving(1)
    call.connection.write(call.frame(DATA, REMOTE_CLOSED, integer(1, 2)))


def scene_stream_error(call):
    call.serving(1)
    call.respond(failure(UNAVAILABLE, "going down", error_info("DRAINING", "oy-gateway")))


def scene_stream_refused(call):
    call.respond(failure(7, "not for you", error_info("METHOD_NOT_ALLOWED", "oy-gateway")))


def scene_stream_response_ends(call):
    """A success that ends with a Response, as no good server does: the end, and no message."""
    call.serving(1)
    call.respond(b"")


def scene_stream_close(call):
    call.serving(1)
    call.connection.close()


def scene_events(call):
    """One event after the place that is asked for, and then the stream is over, each time in another way; after the
    seventh there is nothing more to be had."""
    if call.after >= 7:
        call.respond(failure(11, "deleted", error_info("EVENTS_GONE", "oy-gateway")))
        return
    cursor = call.after + 1
    call.connection.write(call.frame(DATA, 0, text(1, integer(1, cursor) + integer(2, 2))))
    if cursor % 3 == 0:
        call.end()
    elif cursor % 3 == 1:
        call.connection.close()
    else:
        call.respond(failure(UNAVAILABLE, "going down", error_info("DRAINING", "oy-gateway")))


def scene_events_stall(call):
    pass


def scene_events_without_one(call):
    """Messages that hold no event, before and after the one that does."""
    nothing = call.frame(DATA, 0, b"")
    call.connection.write(nothing * 2 + call.frame(DATA, 0, text(1, integer(1, call.after + 1) + integer(2, 2))) + nothing)


watches = []


def scene_events_counted(call):
    """One event, and not at once: its cursor is how many streams were opened before it came."""
    watches.append(call)
    time.sleep(1)
    call.connection.write(call.frame(DATA, 0, text(1, integer(1, len(watches)) + integer(2, 2))))
    watches.clear()


def scene_events_large(call):
    """40 events of half a megabyte: more than any client should keep for a reader who does not come."""
    payment = text(5, text(3, "x" * 500_000))
    for cursor in range(1, 41):
        call.connection.write(call.frame(DATA, 0, text(1, integer(1, cursor) + integer(4, 1) + payment)))


turned_away = []


def scene_events_exhausted(call):
    """Turned away three times, twice with a delay, which has to be waited out; then one event, and turned away for good."""
    reasons = [("RATE_LIMIT_REACHED", 400), ("TOO_MANY_CALLS_IN_FLIGHT", 500), ("TOO_MANY_WATCHES", 0)]
    now = time.monotonic()
    if turned_away and now < turned_away[-1]:
        call.respond(failure(INVALID_ARGUMENT, "too early", error_info("TOO_EARLY", "oy-gateway")))
    elif call.after == 0 and len(turned_away) < len(reasons):
        reason, delay = reasons[len(turned_away)]
        turned_away.append(now + delay / 1000)
        details = [error_info(reason, "oy-gateway")] + ([retry_info(delay)] if delay else [])
        call.respond(failure(RESOURCE_EXHAUSTED, "come again", *details))
    elif call.after == 0:
        turned_away.clear()
        call.connection.write(call.frame(DATA, 0, text(1, integer(1, 1) + integer(2, 2))))
        call.end()
    else:
        call.respond(failure(RESOURCE_EXHAUSTED, "too many", error_info("TOO_MANY_CONSUMERS", "oy-gateway")))


def scene_book_payments(call):
    """Two payments, and a connection that is lost over the acknowledgement of the first."""
    if call.method == "Watch":
        for cursor in (1, 2):
            payment = integer(2, 150000) + text(3, "user-%d" % cursor) + integer(4, 1) + text(6, "payment-%d" % cursor)
            event = integer(1, cursor) + integer(4, 1) + text(5, payment)
            call.connection.write(call.frame(DATA, 0, text(1, event)))
    elif call.cursor == 1:
        call.connection.close()
    else:
        call.respond(b"")


def scene_stream_unreadable(call):
    call.connection.write(call.frame(DATA, 0, b"\xff\xff\xff"))
    call.end()


def scene_stream_oversized(call):
    call.connection.write(HEADER.pack(LARGEST + 1, call.stream, DATA, 0) + bytes(LARGEST + 1))
    call.end()


def scene_stream_stalls(call):
    call.serving(1)


def scene_stream_flood(call):
    """More messages than any client should keep for a reader who does not come."""
    call.connection.write(call.frame(DATA, 0, integer(1, 1)) * 20_000)
    call.end()


def serve(path, base_url):
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(64)

    def accept():
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=Connection(sock, base_url).run, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def main():
    places = {sys.argv[1]: "https://localhost:8443", sys.argv[1] + ".real": "https://partner.oyindonesia.com"}
    for path, base_url in places.items():
        serve(path, base_url)
    print("ready", flush=True)
    try:
        sys.stdin.buffer.read()
    finally:
        for path in places:
            os.unlink(path)


if __name__ == "__main__":
    main()
