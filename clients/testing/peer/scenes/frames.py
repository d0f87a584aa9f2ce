"""Scenes of answers that the wire does not allow, or just about."""

from frames import DATA, HEADER, LARGEST, RESPONSE
from messages import inquiry, success
from protobuf import text


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
