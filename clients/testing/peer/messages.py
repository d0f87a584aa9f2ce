"""The messages of the contract that the scenes need."""

from protobuf import integer, text

CANCELLED, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS = 1, 3, 4, 5, 6
RESOURCE_EXHAUSTED, FAILED_PRECONDITION, UNIMPLEMENTED, UNAVAILABLE = 8, 9, 12, 14


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
