"""Scenes of Watch and Ack: streams of events that stop, are refused, or never come."""

import time

from frames import DATA
from messages import (
    CANCELLED,
    INVALID_ARGUMENT,
    NOT_FOUND,
    RESOURCE_EXHAUSTED,
    UNAVAILABLE,
    error_info,
    failure,
    retry_info,
    success,
)
from protobuf import integer, text
from scenes.answers import COMPLETED, IN_PROGRESS


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


TOO_EARLY = failure(INVALID_ARGUMENT, "too early", error_info("TOO_EARLY", "oy-gateway"))

turned_away = []


def scene_events_exhausted(call):
    """Turned away three times, twice with a delay, which has to be waited out; then one event, and turned away for good."""
    reasons = [("RATE_LIMIT_REACHED", 400), ("TOO_MANY_CALLS_IN_FLIGHT", 500), ("TOO_MANY_WATCHES", 0)]
    now = time.monotonic()
    if turned_away and now < turned_away[-1]:
        call.respond(TOO_EARLY)
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


def scene_payout_unknown(call):
    call.respond(failure(NOT_FOUND, "There is no payout of this id", error_info("PAYOUT_NOT_FOUND", "oy-gateway")))


def scene_payout_ended(call):
    payout = text(1, "payout-ended") + integer(2, COMPLETED) + text(13, "2026-01-31T23:59:59.123Z")
    call.respond(success(text(1, payout)))


def scene_payout_under_way(call):
    call.respond(success(text(1, text(1, "payout-under-way") + integer(2, IN_PROGRESS))))


def scene_payout_final(call):
    """Watch of the example: only the payout that is under way comes to its end; of the others no event is left."""
    changes = [
        ("another", COMPLETED),
        ("payout-under-way", IN_PROGRESS),
        ("payout-under-way", COMPLETED),
        ("pay-unrecognized", 99),
        ("pay-unrecognized", COMPLETED),
    ]
    for cursor, (name, state) in enumerate(changes, 1):
        event = integer(1, cursor) + integer(2, 5) + text(3, "then") + text(9, text(1, name) + integer(2, state))
        call.connection.write(call.frame(DATA, 0, text(1, event)))


def scene_events_cancelled(call):
    """One event a stream, which the gateway cancels behind it, as it does with a reader that stays away."""
    call.connection.write(call.frame(DATA, 0, text(1, integer(1, call.after + 1) + integer(2, 2))))
    call.respond(failure(CANCELLED, "not read", error_info("WATCHER_STAYED_AWAY", "oy-gateway")))


outage = []


def scene_events_away(call):
    """Away three times, and then one event. Each pause must be twice as long as the one before, or longer."""
    now = time.monotonic()
    if outage and now - outage[-1] < 0.1 * 2 ** (len(outage) - 1):
        outage.clear()
        call.respond(TOO_EARLY)
    elif len(outage) < 3:
        outage.append(now)
        call.respond(failure(UNAVAILABLE, "going down", error_info("DRAINING", "oy-gateway")))
    else:
        outage.clear()
        call.connection.write(call.frame(DATA, 0, text(1, integer(1, 1) + integer(2, 2))))


def scene_events_acknowledged(call):
    """One event, of which no cursor but its own may be acknowledged."""
    if call.method == "Watch":
        call.connection.write(call.frame(DATA, 0, text(1, integer(1, 41) + integer(2, 2))))
    elif call.cursor == 41:
        call.respond(b"")
    else:
        call.respond(failure(INVALID_ARGUMENT, "another cursor", error_info("CURSOR_MISTAKEN", "oy-gateway")))


asked_to_pay = []


def scene_pay_at_last(call):
    """A payout whose first answer is lost, that is turned away, is under way, and is paid when it is asked for the fourth
    time. Every time it has to be the same request."""
    if call.method == "WaitPayout":
        call.respond(success(text(1, integer(2, IN_PROGRESS))))
        return
    asked_to_pay.append(call.payload)
    if call.payload != asked_to_pay[0]:
        call.respond(failure(INVALID_ARGUMENT, "another payout", error_info("PAYOUT_ID_REUSED", "oy-gateway")))
    elif len(asked_to_pay) == 1:
        call.connection.close()
    elif len(asked_to_pay) == 2:
        call.respond(failure(RESOURCE_EXHAUSTED, "busy", error_info("RATE_LIMIT_REACHED", "oy-gateway"), retry_info(1)))
    elif len(asked_to_pay) == 3:
        call.respond(success(integer(8, IN_PROGRESS)))
    else:
        call.respond(success(integer(8, COMPLETED)))


def scene_daily_limit(call):
    """Comes with a delay, too: until tomorrow."""
    details = error_info("DAILY_LIMIT_REACHED", "oy-gateway"), retry_info(1)
    call.respond(failure(RESOURCE_EXHAUSTED, "enough for today", *details))


def under_way(call, code, *details):
    """A payout that is under way; whoever wants to wait for its end is turned away."""
    if call.method == "Remit":
        call.respond(success(integer(8, IN_PROGRESS)))
    else:
        call.respond(failure(code, "not for you", *details))


def scene_may_not_wait(call):
    """A caller who may not call WaitPayout."""
    under_way(call, 7, error_info("METHOD_NOT_ALLOWED", "oy-gateway"))


def scene_wait_later(call):
    under_way(call, 7, error_info("METHOD_NOT_ALLOWED", "oy-gateway"), retry_info(3000))


asked_again = []


def scene_wait_not_paid(call):
    """A payout of which WaitPayout says that it is not paid, and then Remit that it is: only Remit says how it has ended."""
    if call.method == "Remit" and asked_again:
        call.respond(success(integer(8, COMPLETED)))
        return
    if call.method == "WaitPayout":
        asked_again.append(True)
    under_way(call, 9, error_info("PAYOUT_NOT_PAID", "oy-gateway", not_paid="true"))
