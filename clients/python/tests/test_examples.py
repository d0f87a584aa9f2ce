"""The examples, against the scripted peer of clients/testing. Needs OY_PEER."""

import os
import pathlib
import re
import sqlite3
import tempfile
import unittest
from unittest import mock

from process import run

PEER = os.environ["OY_PEER"]
CLIENT = pathlib.Path(__file__).resolve().parent.parent


AMOUNTS_THAT_ARE_NONE = (
    "12.500", "12,500", "12_500", "1e6", "0x10", "0", "0100", "-5", "+5", " 5", "5 ", "5\n", "", "12rb", "١٢٥",
    "9223372036854775808", "99999999999999999999",
)


class Examples(unittest.TestCase):
    def pay(self, *arguments, path=PEER):
        return run([CLIENT / "example.py", *arguments], OY_SOCKET=path)

    def test_payout_that_stays_open_is_paid_again_under_its_id_only(self):
        first = self.pay("pay-open", "1239812390", "125000")
        self.assertEqual(first.returncode, 1)
        name = re.search("^id        (example-.+)$", first.stdout, re.MULTILINE)[1]
        self.assertIn("PAYOUT_STILL_RECORDING", first.stderr)
        self.assertIn(f"still open: run again with this id: {name}\n", first.stderr)
        again = self.pay("pay-open", "1239812390", "125000", name)
        self.assertIn(f"id        {name}\n", again.stdout)

    def test_payout_that_is_not_paid(self):
        ran = self.pay("pay-rejected", "1239812390", "125000")
        self.assertEqual(ran.returncode, 1)
        self.assertIn("not paid  FAILED_PRECONDITION BALANCE_NOT_ENOUGH", ran.stderr)
        self.assertNotIn("still open", ran.stderr)

    def test_what_goes_wrong_before_it_is_paid_leaves_nothing_open(self):
        ran = self.pay("not-found", "1239812390", "125000")
        self.assertEqual(ran.returncode, 1)
        self.assertIn("UPSTREAM_REJECTED", ran.stderr)
        self.assertTrue(ran.stderr.endswith("\nnothing was paid\n"), ran.stderr)
        # An earlier run may have left this one open.
        self.assertIn("still open: run again with this id: mine\n", self.pay("not-found", "1239812390", "125000", "mine").stderr)

    def test_real_money_is_paid_with_a_flag_only(self):
        order = ("pay-rejected", "1239812390", "125000")
        ran = self.pay(*order, path=PEER + ".real")
        self.assertEqual(ran.returncode, 1)
        self.assertIn("--real", ran.stderr)
        self.assertNotIn("BALANCE_NOT_ENOUGH", ran.stderr)
        self.assertIn("BALANCE_NOT_ENOUGH", self.pay(*order, "--real", path=PEER + ".real").stderr)

    def test_payout_under_way_is_waited_for(self):
        ran = self.pay("pay-under-way", "1239812390", "125000", "pay-under-way")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertIn("payout    Rp 125.000, IN_PROGRESS", ran.stdout)
        self.assertIn("status    COMPLETED", ran.stdout)
        self.assertIn("\npaid      Rp 125.000\n", ran.stdout)

    def test_payout_in_a_state_of_the_future_stays_open(self):
        ran = self.pay("pay-unrecognized", "1239812390", "125000", "pay-unrecognized")
        self.assertIn("status    UNRECOGNIZED", ran.stdout)
        self.assertEqual((ran.returncode, ran.stderr), (1, "still open: run again with this id: pay-unrecognized\n"))
        ran = self.final("pay-unrecognized")
        self.assertEqual((ran.returncode, ran.stdout), (0, "then UNRECOGNIZED\nthen COMPLETED\n"), ran.stderr)

    def test_nothing_is_paid_that_was_not_asked_for(self):
        words = [(), ("pay-open", "1239812390"), ("pay-open", "1239812390", "100", "id", "more")]
        words += [("pay-open", "1239812390", "100", ""), ("pay-open", "", "100"), ("", "1239812390", "100")]
        words += [("pay-open", "1239812390", amount) for amount in AMOUNTS_THAT_ARE_NONE]
        for order in words:
            with self.subTest(order):
                ran = self.pay(*order)
                self.assertEqual((ran.returncode, ran.stdout), (2, ""), ran.stderr)
                self.assertTrue(ran.stderr.startswith("usage: "), ran.stderr)

    def test_bookkeeper_goes_on_when_an_acknowledgement_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "books.db")
            ran = run([CLIENT / "examples" / "book_payments.py", path, "2"], OY_SOCKET=PEER)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            self.assertIn("not acknowledged yet: UNAVAILABLE CONNECTION_LOST", ran.stderr)
            books = sqlite3.connect(path)
            self.addCleanup(books.close)
            booked = books.execute("SELECT transaction_id, amount FROM payments ORDER BY 1").fetchall()
            self.assertEqual(booked, [("payment-1", 150000), ("payment-2", 150000)])


    def final(self, *arguments):
        return run([CLIENT / "examples" / "payout_final.py", *arguments], OY_SOCKET=PEER)

    def test_end_of_a_payout_under_way_is_waited_for(self):
        ran = self.final("payout-under-way")
        self.assertEqual(ran.stdout, "then IN_PROGRESS\nthen COMPLETED\n", ran.stderr)
        self.assertEqual(ran.returncode, 0)

    def test_payout_without_events_is_not_waited_for(self):
        ran = self.final("payout-ended")
        self.assertEqual((ran.returncode, ran.stdout), (0, "2026-01-31T23:59:59.123Z COMPLETED\n"), ran.stderr)
        ran = self.final("payout-unknown")
        self.assertEqual((ran.returncode, ran.stdout), (1, ""))
        self.assertIn("NOT_FOUND PAYOUT_NOT_FOUND", ran.stderr)

    def test_usage(self):
        for example, status in (("payout_final.py", 2), ("book_payments.py", 1)):
            ran = run([CLIENT / "examples" / example])
            self.assertEqual(ran.returncode, status)
            self.assertTrue(ran.stderr.startswith("usage: "), ran.stderr)


class PayingTests(unittest.TestCase):
    """The tests against a gateway."""

    def test_refuse_to_pay_real_money(self):
        ran = run(["-m", "unittest", "test_gateway"], OY_SOCKET=PEER + ".real")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("the gateway pays real money, at https://partner.oyindonesia.com", ran.stderr)
        self.assertIn("Ran 0 tests", ran.stderr)

    def test_skip_what_only_the_simulator_can_do(self):
        one = "test_gateway.GatewayTest.test_a_payment_into_a_virtual_account_is_told_until_it_is_acknowledged"
        with mock.patch.dict(os.environ):
            os.environ.pop("OYSIM_URL", None)
            ran = run(["-m", "unittest", "-v", one], OY_SOCKET=PEER)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn('skipped "OYSIM_URL must name', ran.stderr)


if __name__ == "__main__":
    unittest.main()
