"""Scenes of streams of HealthCheckResponses."""

import time

from frames import DATA, HEADER, LARGEST, REMOTE_CLOSED, RESPONSE
from messages import INVALID_ARGUMENT, UNAVAILABLE, error_info, failure
from protobuf import integer


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


def scene_stream_mirror(call):
    """Tells how many milliseconds the call may take, as it came."""
    call.serving(call.timeout // 1_000_000)


def scene_stream_strays(call):
    """Frames for calls that nobody made, without a pause, and the message only when any deadline of a test has passed."""
    strays = call.frame(RESPONSE, 0, b"", stream=call.stream + 1000) * 1000
    ends = time.monotonic() + 3
    while time.monotonic() < ends:
        call.connection.write(strays)
    call.serving(1)


def scene_stream_timeout(call):
    """Ends with an error whose message is the timeout that it was told."""
    call.respond(failure(UNAVAILABLE, "timeout=%d" % call.timeout))
