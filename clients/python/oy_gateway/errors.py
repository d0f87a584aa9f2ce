"""The one error that a call raises, and how it is read from a google.rpc.Status."""

from __future__ import annotations

import enum
from typing import Any, Dict, Iterator, Mapping, NamedTuple, Optional, Sequence, Tuple, Type, TypeVar

from google.protobuf.message import DecodeError, Message

from oy_gateway._proto.google.rpc import error_details_pb2, status_pb2

#: The `domain` of errors that this library made itself: no answer of the gateway stands behind them.
CLIENT_DOMAIN = "oy-gateway-client"

#: Ends the message of an error that came before anything was sent. It holds for that call alone.
UNSENT = "nothing was sent for this call; what an earlier call of the same id did still stands"
#: Ends it where an earlier call of the same payout was sent.
SENT_BEFORE = "the payout was sent before, and may be paid"


#: Seconds. An error asks for no longer wait, whatever the gateway says.
LONGEST_RETRY_DELAY = 86400.0

M = TypeVar("M", bound=Message)


class Code(enum.IntEnum):
    """What kind of error it is: the codes of google.rpc."""

    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16

    @classmethod
    def _missing_(cls, value: object) -> Code:
        """A code that this library does not know is UNKNOWN, as in gRPC."""
        return cls.UNKNOWN


#: Codes and reasons of errors that retrying does not mend, at least not today.
CODES_FOR_A_PERSON = frozenset(
    {
        Code.INVALID_ARGUMENT,
        Code.PERMISSION_DENIED,
        Code.ALREADY_EXISTS,
        Code.FAILED_PRECONDITION,
        Code.OUT_OF_RANGE,
        Code.UNIMPLEMENTED,
    }
)
REASONS_FOR_A_PERSON = frozenset({"DAILY_LIMIT_REACHED", "REQUEST_TOO_LARGE"})


class FieldViolation(NamedTuple):
    """One field of the request that is wrong."""

    #: Path of the field, such as `amount` or `data[2].id`.
    field: str
    #: What is wrong with it.
    description: str


class OyError(Exception):
    """The call did not get what it asked for.

    It does not allow you to pay again, unless it is `not_paid`: repeat `remit` with the *same* `partner_trx_id`, or ask for
    its status.
    """

    def __init__(
        self,
        code: Code,
        message: str,
        *,
        reason: str = "",
        domain: str = "",
        metadata: Optional[Mapping[str, str]] = None,
        field_violations: Sequence[FieldViolation] = (),
        retry_delay: Optional[float] = None,
        unsent: bool = False,
    ) -> None:
        super().__init__(message)
        #: What kind of error it is.
        self.code = code
        #: For developers, in English.
        self.message = message
        #: Why, for programs: UPPER_SNAKE, unique within `domain`. Empty if the gateway gave none.
        self.reason = reason
        #: Who says so: `oy-gateway`, `oyindonesia.com`, or `oy-gateway-client` for this library.
        self.domain = domain
        #: Facts about it: `oy_code`, `oy_message`, `partner_trx_id`, `field`, … where they apply.
        self.metadata: Mapping[str, str] = dict(metadata or {})
        #: Every field that was found wrong.
        self.field_violations = tuple(field_violations)
        #: Seconds to wait before coming again, a day at most; None if the gateway did not say.
        self.retry_delay = retry_delay
        #: Whether nothing was sent, for certain. It holds for this call alone: what an earlier call of the same id did
        #: still stands.
        self.unsent = unsent

    @property
    def oy_code(self) -> str:
        """OY!'s own code, such as 209. Empty if OY! was not asked or gave none."""
        return self.metadata.get("oy_code", "")

    @property
    def oy_message(self) -> str:
        """OY!'s own text."""
        return self.metadata.get("oy_message", "")

    @property
    def answered(self) -> bool:
        """Who wrote this error: the gateway, or this library. It says nothing about a payout: see `not_paid`."""
        return self.domain != CLIENT_DOMAIN

    @property
    def not_paid(self) -> bool:
        """Whether the gateway says that the payout has ended without being paid, as of this answer. OY! may turn out later to
        have it after all: call `remit` with the old id once more right before paying under a new one.

        Every other error of a payout, whoever wrote it, leaves open whether it was or will be paid: ask for the same id
        again. With `DUPLICATE_PARTNER_TRX_ID` OY! has a payout of that id already, which may be paid.
        """
        return self.answered and self.metadata.get("not_paid") == "true"

    @property
    def for_a_person(self) -> bool:
        """Whether retrying does not mend it, at least not today. The payout is open then, unless it is `not_paid`."""
        return self.code in CODES_FOR_A_PERSON or self.reason in REASONS_FOR_A_PERSON

    def __str__(self) -> str:
        reason = f" {self.reason}" if self.reason else ""
        oy_code = f" (OY! {self.oy_code})" if self.oy_code else ""
        return f"{self.code.name}{reason}{oy_code}: {self.message}"

    def __reduce__(self) -> Tuple[Any, ...]:
        """Pickled whole, so that it survives the way back from a worker process."""
        return (_restored, (self.__dict__.copy(),))


def _restored(state: Dict[str, Any]) -> OyError:
    error = OyError(state["code"], state["message"])
    error.__dict__.update(state)
    return error


def client_error(code: Code, reason: str, message: str) -> OyError:
    """An error of this library's own."""
    return OyError(code, message, reason=reason, domain=CLIENT_DOMAIN)


def unsent_error(code: Code, reason: str, message: str) -> OyError:
    """An error of this library's own that came before a byte of the call was out."""
    return OyError(code, f"{message}; {UNSENT}", reason=reason, domain=CLIENT_DOMAIN, unsent=True)


def sent_before(error: OyError) -> OyError:
    """The same error, of the last call of a payout of which an earlier one was sent."""
    if not error.unsent:
        return error
    return client_error(error.code, error.reason, error.message.replace(UNSENT, SENT_BEFORE))


def connection_lost(cause: str) -> OyError:
    return client_error(
        Code.UNAVAILABLE,
        "CONNECTION_LOST",
        f"the connection to the gateway ended before the answer came ({cause}); the call may have been carried out",
    )


def stream_lost(cause: str) -> OyError:
    return client_error(Code.UNAVAILABLE, "CONNECTION_LOST", f"the connection to the gateway ended ({cause})")


def deadline_passed() -> OyError:
    return client_error(
        Code.DEADLINE_EXCEEDED,
        "DEADLINE_PASSED",
        "no answer came in time; the call may have been carried out, or be carried out yet",
    )


def waited_in_vain(what: str) -> OyError:
    """The deadline passed before a byte of the call was out."""
    return unsent_error(Code.DEADLINE_EXCEEDED, "DEADLINE_PASSED", what)


def from_status(status: status_pb2.Status) -> OyError:
    """Reads the gateway's error. A detail of an unknown kind, or one that can't be read, is passed over."""
    # Of each kind the first one counts, for every client.
    info = next(_details(status, error_details_pb2.ErrorInfo), error_details_pb2.ErrorInfo())
    bad = next(_details(status, error_details_pb2.BadRequest), error_details_pb2.BadRequest())
    return OyError(
        Code(status.code),
        status.message,
        reason=info.reason,
        domain=info.domain,
        metadata=info.metadata,
        field_violations=[FieldViolation(each.field, each.description) for each in bad.field_violations],
        retry_delay=_retry_delay(status),
    )


def _retry_delay(status: status_pb2.Status) -> Optional[float]:
    for retry in _details(status, error_details_pb2.RetryInfo):
        if retry.HasField("retry_delay"):
            seconds = retry.retry_delay.seconds + retry.retry_delay.nanos / 1e9
            return min(max(seconds, 0.0), LONGEST_RETRY_DELAY)
    return None


def _details(status: status_pb2.Status, kind: Type[M]) -> Iterator[M]:
    """Every detail of a kind that can be read."""
    for detail in status.details:
        # Here the messages have names of their own; on the wire they are called google.rpc.
        if detail.type_url.rpartition("/")[2] == f"google.rpc.{kind.DESCRIPTOR.name}":
            message = kind()
            try:
                message.ParseFromString(detail.value)
            except _UNREADABLE:
                continue
            yield message


# protobuf's implementation in Python alone has another error for a text that is not UTF-8.
_UNREADABLE = (DecodeError, UnicodeDecodeError)


def parse(message: Message, data: bytes) -> None:
    """Reads `data` into `message`, or raises an OyError."""
    try:
        message.ParseFromString(data)
    except _UNREADABLE:
        raise client_error(
            Code.INTERNAL,
            "ANSWER_UNREADABLE",
            f"the gateway's answer is no {message.DESCRIPTOR.name}; the call may have been carried out",
        ) from None
