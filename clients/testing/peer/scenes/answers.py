"""Scenes of calls that are answered as the contract has it: with a message, or with an error."""

import socket
import time

from messages import (
    ALREADY_EXISTS,
    DEADLINE_EXCEEDED,
    FAILED_PRECONDITION,
    INVALID_ARGUMENT,
    NOT_FOUND,
    RESOURCE_EXHAUSTED,
    UNAVAILABLE,
    any_of,
    error_info,
    failure,
    inquiry,
    retry_info,
    success,
)
from protobuf import integer, text


def scene_success(call):
    call.respond(success(inquiry()))


def scene_(call):
    """WhoAmI and GetInfo: their requests have no fields."""
    call.respond(success(text(1, "peer") + (text(3, call.connection.base_url) if call.method == "GetInfo" else b"")))


STILL_RECORDING = failure(UNAVAILABLE, "not on disk yet", error_info("PAYOUT_STILL_RECORDING", "oy-gateway"))
REJECTED = failure(
    FAILED_PRECONDITION,
    "OY! says 206",
    error_info("BALANCE_NOT_ENOUGH", "oyindonesia.com", oy_code="206", state="REJECTED", not_paid="true"),
)


def pay(call, answer):
    """Inquiries of a scene that pays succeed."""
    call.respond(answer if call.method == "Remit" else success(inquiry()))


def scene_pay_open(call):
    pay(call, STILL_RECORDING)


def scene_pay_rejected(call):
    pay(call, REJECTED)


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
    call.respond(REJECTED)


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
    call.respond(STILL_RECORDING)


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


IN_PROGRESS, COMPLETED, UNRECOGNIZED = 3, 4, 99


def pay_later(call, first, then):
    """Remit answers with one state, and whoever asks later is told another. A payout whose id names the scene can be asked for."""
    payout = text(1, text(1, call.scene) + integer(2, then))
    answers = {"Remit": integer(8, first), "GetRemitStatus": integer(11, then), "GetPayout": payout, "WaitPayout": payout}
    call.respond(success(answers.get(call.method, inquiry())))


def scene_pay_under_way(call):
    pay_later(call, IN_PROGRESS, COMPLETED)


def scene_pay_deaf(call):
    """Takes the payout, and nothing more on this connection: whoever asks what became of it has to connect anew."""
    time.sleep(0.5)  # for a test that lets nobody connect any more
    call.connection.sock.shutdown(socket.SHUT_RD)
    scene_pay_under_way(call)
    time.sleep(1)


def scene_under_way_still(call):
    pay_later(call, IN_PROGRESS, IN_PROGRESS)


def scene_under_way_then_unheard(call):
    """A state of a newer gateway."""
    pay_later(call, IN_PROGRESS, UNRECOGNIZED)


def scene_pay_unrecognized(call):
    """States of the future."""
    pay_later(call, UNRECOGNIZED, UNRECOGNIZED)


def delayed(call, detail):
    call.respond(failure(RESOURCE_EXHAUSTED, "too many calls", error_info("RATE_LIMITED", "oy-gateway"), detail))


def scene_retry_empty(call):
    """A RetryInfo that names no delay: as if there were none."""
    delayed(call, any_of("google.rpc.RetryInfo", b""))


def scene_retry_huge(call):
    """A delay of 30,000 years: nobody waits longer than a day."""
    delayed(call, retry_info(10**15))


def scene_retry_negative(call):
    delayed(call, any_of("google.rpc.RetryInfo", text(1, integer(1, -5))))


def scene_two_infos(call):
    """Of each kind the first one counts, for every client: they must not disagree about a payout."""
    infos = error_info("FIRST", "oy-gateway", oy_code="209"), error_info("SECOND", "oyindonesia.com", not_paid="true")
    bad = [any_of("google.rpc.BadRequest", text(1, text(1, field))) for field in ("amount", "note")]
    call.respond(failure(UNAVAILABLE, "twice", *infos, *bad, retry_info(1500), retry_info(3000)))
