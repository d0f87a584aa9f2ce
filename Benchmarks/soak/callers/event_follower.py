"""A consumer of events that follows along: it reads each, and acknowledges every so often."""

import threading

from oy_gateway import Client, OyError

from .calls import word
from ..evidence.record import Record

#: Events between two acknowledgements.
BETWEEN = 20


class Follower(threading.Thread):
    """Reads until it is told to end and nothing has come for a second."""

    def __init__(self, socket: str, record: Record, is_over):
        super().__init__(name="follower")
        self._socket = socket
        self._record = record
        self._is_over = is_over

    def run(self) -> None:
        with Client(self._socket) as client, client.events("follower", after=None) as events:
            unacknowledged, last = 0, None
            while True:
                try:
                    last = events.receive(timeout=1)
                    self._note(last)
                    unacknowledged += 1
                except TimeoutError:
                    if self._is_over():
                        return
                except OyError as error:
                    # What does not pass by itself is for the judges.
                    self._record.add(error=str(error))
                    return
                if unacknowledged >= BETWEEN:
                    try:
                        events.ack(last)
                        unacknowledged = 0
                    except OyError as error:
                        self._record.add(ack=str(error))

    def _note(self, event) -> None:
        facts = {"cursor": event.cursor, "verified": event.verified}
        which = next(
            (name for name in ("payout_change", "virtual_account_payment", "disbursement_report") if event.HasField(name)),
            "other")
        facts["kind"] = which
        if which == "payout_change":
            facts |= id_and_state(event.payout_change)
        elif which == "virtual_account_payment":
            payment = event.virtual_account_payment
            facts |= {"transaction": payment.transaction_id, "amount": payment.amount, "number": payment.va_number}
        self._record.add(**facts)


def id_and_state(change) -> dict:
    return {"id": change.partner_trx_id, "state": word(change.state)}
