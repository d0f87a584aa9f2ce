import unittest

from soak.checks import reconciliation
from soak.evidence.oy_payouts import OYPayout
from soak.tests.fixtures import COMPLETED, UNKNOWN, ledger_payout

PAID_ONCE = OYPayout(received=1, accepted=1, executed=1)


class ReconciliationTest(unittest.TestCase):
    def test_paid_once_and_recorded_so(self):
        self.assertEqual(reconciliation.paid_wrongly({"a": COMPLETED}, {"a": PAID_ONCE}), [])
        self.assertEqual(reconciliation.recorded_wrongly({"a": COMPLETED}, {"a": PAID_ONCE}), [])
        self.assertEqual(reconciliation.unfinished({"a": COMPLETED}, {"a": PAID_ONCE}), [])

    def test_paid_wrongly(self):
        for ledger, at_oy in (
            ({"a": COMPLETED}, OYPayout(received=2, accepted=2, executed=2)),
            ({"a": COMPLETED}, OYPayout(received=2, accepted=1, executed=1)),
            ({}, PAID_ONCE),
        ):
            with self.subTest(ledger=ledger, at_oy=at_oy):
                self.assertTrue(reconciliation.paid_wrongly(ledger, {"a": at_oy}))

    def test_recorded_wrongly(self):
        for state, at_oy in (
            ("COMPLETED", OYPayout()), ("COMPLETED", OYPayout(1, 1, 0)), ("FAILED", PAID_ONCE),
            ("REJECTED", OYPayout(1, 1, 0)), ("CANCELLED", PAID_ONCE), ("RECORDED", PAID_ONCE),
            ("IN_PROGRESS", OYPayout(1, 0, 0)),
        ):
            with self.subTest(state=state, at_oy=at_oy):
                self.assertTrue(reconciliation.recorded_wrongly({"a": ledger_payout(state)}, {"a": at_oy}))

    def test_unfinished(self):
        self.assertTrue(reconciliation.unfinished({"a": UNKNOWN}, {}))
        refused = ledger_payout("UNKNOWN", account_refused=True, attempts=2, refused=1)
        self.assertEqual(reconciliation.unfinished({"a": refused}, {"a": OYPayout(received=1)}), [])
