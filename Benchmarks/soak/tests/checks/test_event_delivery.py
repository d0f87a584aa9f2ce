import unittest

from soak.checks.event_delivery import EventDelivery
from soak.tests.fixtures import COMPLETED


def change(cursor: int, state: str) -> dict:
    return {"cursor": cursor, "verified": True, "kind": "payout_change", "id": "a", "state": state}


def payment(cursor: int, name: str) -> dict:
    return {"cursor": cursor, "verified": True, "kind": "virtual_account_payment", "transaction": name}


class EventDeliveryTest(unittest.TestCase):
    """Of a payout that is COMPLETED in the ledger."""

    def problems(self, *events: dict, paid=()) -> list[str]:
        return EventDelivery("payroll", events).problems({"a": COMPLETED}, set(paid))

    def test_all_told(self):
        self.assertEqual(self.problems(change(1, "IN_PROGRESS"), payment(2, "p"), change(3, "COMPLETED"), paid={"p"}), [])

    def test_what_was_told_badly(self):
        end = change(9, "COMPLETED")
        for events, paid in (
            ([], ()), ([change(1, "IN_PROGRESS")], ()), ([end, change(3, "COMPLETED")], ()), ([end], ("p",)),
            ([payment(1, "p"), payment(2, "p"), end], ("p",)), ([payment(1, "p"), end], ()),
            ([end, {"error": "EVENTS_GONE"}], ()), ([change(1, "FAILED"), end], ()),
        ):
            with self.subTest(events=events, paid=paid):
                self.assertTrue(self.problems(*events, paid=paid))
