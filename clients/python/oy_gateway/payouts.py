"""What a caller needs about payouts beside the calls."""

from __future__ import annotations

import logging
import time
from typing import Any, Optional

from oy_gateway._proto.oy.v1 import payout_state_pb2
from oy_gateway.errors import OyError, sent_before
from oy_gateway.services import Services

#: Seconds. One Remit and one WaitPayout take no longer, and the next Remit comes no sooner.
LONGEST_REMIT, LONGEST_WAIT, SHORTEST_PAUSE = 20.0, 60.0, 1.0

_log = logging.getLogger("oy_gateway")


def payout_state_name(state: int) -> str:
    """COMPLETED, for example. UNRECOGNIZED: a state of a newer gateway; treat it as UNKNOWN."""
    value = payout_state_pb2.PayoutState.DESCRIPTOR.values_by_number.get(state)
    return "UNRECOGNIZED" if value is None else value.name[len("PAYOUT_STATE_") :]


def pay(services: Services, within: float, **payout: Any) -> bool:
    """What `Client.pay` does. Only Remit says how a payout has ended: WaitPayout is asked for nothing but its moment, and none of
    its answers ends this."""
    name, ends = payout["partner_trx_id"], time.monotonic() + within
    tried = sent = False  # a Remit
    while True:
        pause, last, under_way = SHORTEST_PAUSE, None, False
        try:
            remitted = services.disbursement.remit(**payout, timeout=_bounded(LONGEST_REMIT, ends))
            tried = sent = True
            if remitted.state == payout_state_pb2.PAYOUT_STATE_COMPLETED:
                return True
            under_way = True
            services.payout.wait_payout(partner_trx_id=name, timeout=_bounded(LONGEST_WAIT, ends))
        except OyError as error:
            if error.not_paid and not under_way:
                return False
            if error.for_a_person and not under_way:
                raise
            tried, sent = True, sent or not error.unsent
            last = sent_before(error) if sent else error
            _log.warning("payout %s is still open: %s", name, last)
            pause = max(pause, error.retry_delay or 0)
        except ValueError as error:  # the client is closed: once Remit was tried, that says nothing about the payout
            if not tried:
                raise
            raise _still_open(name, error) from error
        if time.monotonic() + pause > ends:
            raise _still_open(name, last) from last
        time.sleep(pause)


def _still_open(name: str, last: Optional[Exception]) -> TimeoutError:
    why = f"; the last error: {last}" if last is not None else ""
    return TimeoutError(f"payout {name} is still open: pay again later, with the same id{why}")


def _bounded(longest: float, ends: float) -> float:
    return max(1.0, min(longest, ends - time.monotonic()))
