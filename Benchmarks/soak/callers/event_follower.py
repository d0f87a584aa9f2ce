"""A consumer of events that follows along: it reads each, and acknowledges every so often."""

import threading
from collections.abc import Callable

from oy_gateway import Client, OyError, payout_state_name

from ..evidence.record import Record

#: Events between two acknowledgements.
EVENTS_PER_ACKNOWLEDGEMENT = 20


class EventFollower(threading.Thread):
    """Reads until it is told to end and nothing has come for a second."""

    def __init__(self, socket: str, record: Record, is_over: Callable[[], bool]):
        super().__init__(name="event follower")
        self._socket = socket
        self._record = record
        self._is_over = is_over

    def run(self) -> None:
        with Client(self._socket) as client, client.events("follower", after=None) as events:
            unacknowledged, last = 0, None
            while True:
                try:
                    last = events.receive(timeout=1)
                    self._record.add(**facts(last))
                    unacknowledged += 1
                except TimeoutError:
                    if self._is_over():
                        return
                except OyError as error:
                    # What does not pass by itself is for the checks.
                    self._record.add(error=str(error))
                    return
                if unacknowledged >= EVENTS_PER_ACKNOWLEDGEMENT:
                    try:
                        events.ack(last)
                        unacknowledged = 0
                    except OyError as error:
                        self._record.add(ack=str(error))


def facts(event) -> dict:
    common = {"cursor": event.cursor, "verified": event.verified}
    if event.HasField("payout_change"):
        change = event.payout_change
        return common | {"kind": "payout_change", "id": change.partner_trx_id, "state": payout_state_name(change.state)}
    if event.HasField("virtual_account_payment"):
        payment = event.virtual_account_payment
        return common | {
            "kind": "virtual_account_payment", "transaction": payment.transaction_id, "amount": payment.amount,
            "number": payment.va_number}
    return common | {"kind": "disbursement_report" if event.HasField("disbursement_report") else "other"}
