"""Paying until it is certain."""

import unittest
from unittest import mock

from oy_gateway import Client, Code, OyError, payout_state_name
from oy_gateway.errors import connection_lost, unsent_error
from oy_gateway.v1 import PayoutState, RemitRequest, RemitResponse, WaitPayoutResponse
from peer import PeerTest

PAYOUT = {"recipient_bank": "014", "recipient_account": "1", "amount": 125000, "partner_trx_id": "invoice-1", "note": "n", "email": "e"}


class Clock:
    """In the place of `time`: who sleeps has slept at once."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


class Gateway:
    """In the place of `Client.call`: Remit has the answers of a list, one that is no error being a state; WaitPayout takes no time,
    and meets `waiting` where that is an error."""

    def __init__(self, answers, waiting=None):
        self.answers, self.waiting = list(answers), waiting
        self.remits, self.waits = [], []

    def __call__(self, service, method, request, response_type, *, timeout, metadata):
        if method == "WaitPayout":
            self.waits.append((request.partner_trx_id, timeout))
            if self.waiting is not None:
                raise self.waiting
            return WaitPayoutResponse()
        self.remits.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return RemitResponse(state=PayoutState.Value(f"PAYOUT_STATE_{answer}"))


class Pay(unittest.TestCase):
    def setUp(self):
        self.clock = Clock()
        patched = mock.patch("oy_gateway.payouts.time", self.clock)
        patched.start()
        self.addCleanup(patched.stop)

    def pay(self, *answers, waiting=None, **named):
        """Plays the answers of Remit. Gives what `pay` gives."""
        self.gateway = Gateway(answers, waiting)
        with Client("/nowhere") as client, mock.patch.object(client, "call", self.gateway):
            try:
                return client.pay(**PAYOUT, **named)
            finally:
                # The same id and the same content, each time; and nothing is asked that need not be.
                self.assertEqual([request for request in self.gateway.remits if request != RemitRequest(**PAYOUT)], [])
                self.assertEqual(self.gateway.answers, [])

    def pay_with_warnings(self, *answers, **named):
        with self.assertLogs("oy_gateway", "WARNING") as logged:
            try:
                return self.pay(*answers, **named)
            finally:
                self.assertIn("payout invoice-1 is still open", logged.output[0])

    def test_paid(self):
        self.assertIs(self.pay("COMPLETED"), True)
        self.assertEqual(self.clock.slept, [])
        self.assertIs(self.pay_with_warnings(OyError(Code.UNAVAILABLE, "lost"), "IN_PROGRESS", "COMPLETED"), True)
        self.assertEqual(self.gateway.waits, [("invoice-1", 60.0)])

    def test_every_other_state_is_under_way(self):
        for state in ("UNKNOWN", "RECORDED", "AWAITING_APPROVAL", "FAILED", "REJECTED", "CANCELLED", "UNSPECIFIED"):
            with self.subTest(state):
                self.assertIs(self.pay(state, "COMPLETED"), True)
                self.assertEqual(len(self.gateway.waits), 1)

    def test_no_answer_of_wait_payout_ends_it(self):
        """Only Remit says how a payout has ended."""
        denied = OyError(Code.PERMISSION_DENIED, "not for you", reason="METHOD_NOT_ALLOWED", domain="oy-gateway")
        not_paid = OyError(Code.FAILED_PRECONDITION, "206", metadata={"not_paid": "true"})
        busy = OyError(Code.RESOURCE_EXHAUSTED, "", reason="TOO_MANY_WAITS", retry_delay=7.0)
        for waiting, pause in ((denied, 1.0), (not_paid, 1.0), (busy, 7.0)):
            with self.subTest(waiting):
                self.clock.slept.clear()
                self.assertIs(self.pay_with_warnings("IN_PROGRESS", "IN_PROGRESS", "COMPLETED", waiting=waiting), True)
                self.assertEqual(self.clock.slept, [pause, pause])
        with self.assertRaises(TimeoutError) as caught:
            self.pay_with_warnings("IN_PROGRESS", within=0, waiting=denied)
        self.assertIn("METHOD_NOT_ALLOWED", str(caught.exception))

    def test_takes_every_field_of_the_request(self):
        self.assertEqual(set(PAYOUT), {field.name for field in RemitRequest.DESCRIPTOR.fields})

    def test_not_paid(self):
        error = OyError(Code.INVALID_ARGUMENT, "205", metadata={"not_paid": "true"})
        self.assertIs(self.pay("UNKNOWN", error), False)

    def test_waits_as_long_as_the_gateway_asks(self):
        self.pay_with_warnings(OyError(Code.RESOURCE_EXHAUSTED, "", retry_delay=7.0), "COMPLETED")
        self.assertEqual(self.clock.slept, [7.0])

    def test_what_retrying_does_not_mend_is_raised(self):
        codes = (Code.INVALID_ARGUMENT, Code.PERMISSION_DENIED, Code.ALREADY_EXISTS, Code.FAILED_PRECONDITION, Code.OUT_OF_RANGE)
        for code in codes:
            with self.subTest(code), self.assertRaises(OyError) as caught:
                self.pay(OyError(code, "no"))
            self.assertEqual(caught.exception.code, code)
        for code, reason in (
            (Code.RESOURCE_EXHAUSTED, "DAILY_LIMIT_REACHED"),
            (Code.RESOURCE_EXHAUSTED, "REQUEST_TOO_LARGE"),
            (Code.UNIMPLEMENTED, "METHOD_UNKNOWN"),
        ):
            with self.subTest(reason), self.assertRaises(OyError) as caught:
                self.pay(OyError(code, "no", reason=reason, retry_delay=40000.0))
            self.assertEqual(caught.exception.reason, reason)
            self.assertTrue(caught.exception.for_a_person)
        self.assertEqual({code for code in Code if OyError(code, "").for_a_person}, {*codes, Code.UNIMPLEMENTED})

    def test_what_stays_open_ends_at_the_deadline(self):
        with self.assertRaisesRegex(TimeoutError, "invoice-1 is still open"):
            self.pay_with_warnings(*[OyError(Code.UNAVAILABLE, "away")] * 301)
        self.assertEqual(self.clock.now, 1300.0)
        # A pause that would end after the deadline is not begun.
        with self.assertRaises(TimeoutError):
            self.pay_with_warnings(OyError(Code.RESOURCE_EXHAUSTED, "", retry_delay=301.0))
        self.assertEqual(self.clock.now, 1300.0)

    def test_what_stays_open_says_its_last_error(self):
        with self.assertRaises(TimeoutError) as caught:
            self.pay_with_warnings(OyError(Code.UNAVAILABLE, "away", reason="DRAINING"), within=0)
        self.assertIn("with the same id; the last error: UNAVAILABLE DRAINING: away", str(caught.exception))
        self.assertEqual(caught.exception.__cause__.reason, "DRAINING")
        with self.assertRaises(TimeoutError) as caught:
            self.pay("IN_PROGRESS", within=0)
        self.assertIsNone(caught.exception.__cause__)
        self.assertTrue(str(caught.exception).endswith("with the same id"))

    def test_what_was_sent_is_said_to_be_sent_whatever_the_last_try_met(self):
        """A program that pays in another way where nothing was sent would pay twice."""
        lost, away = connection_lost("gone"), unsent_error(Code.UNAVAILABLE, "CONNECT_FAILED", "nobody is there")
        for answers, unsent in (((lost, away), False), (("IN_PROGRESS", away), False), ((away, away), True)):
            with self.subTest(answers), self.assertRaises(TimeoutError) as caught:
                self.pay_with_warnings(*answers, within=1)
            self.assertIs(caught.exception.__cause__.unsent, unsent)
            self.assertIs("nothing was sent" in str(caught.exception), unsent)
            self.assertIs("the payout was sent before" in str(caught.exception), not unsent)
        with self.assertRaises(TimeoutError) as caught:
            self.pay_with_warnings("IN_PROGRESS", within=0, waiting=away)
        self.assertFalse(caught.exception.__cause__.unsent)
        self.assertTrue(away.unsent)

    def test_client_that_is_closed_meanwhile_leaves_it_open(self):
        closed = ValueError("the client is closed")
        with self.assertRaises(ValueError):
            self.pay(closed)
        with self.assertRaisesRegex(TimeoutError, "still open.*; the last error: the client is closed") as caught:
            self.pay_with_warnings(OyError(Code.UNAVAILABLE, "lost"), closed)
        self.assertIs(caught.exception.__cause__, closed)
        with self.assertRaises(TimeoutError):
            self.pay("IN_PROGRESS", waiting=closed)

    def test_no_question_takes_longer_than_is_left(self):
        self.pay("IN_PROGRESS", "COMPLETED", within=10)
        self.assertEqual(self.gateway.waits, [("invoice-1", 10.0)])


class PayAtThePeer(PeerTest):
    def pay(self, scene):
        return self.client.pay(**{**PAYOUT, "recipient_bank": scene}, within=0.5)

    def test_answers_of_a_gateway(self):
        self.assertIs(self.pay("pay-rejected"), False)
        with self.assertLogs("oy_gateway", "WARNING"), self.assertRaises(TimeoutError):
            self.pay("pay-open")
        with self.assertRaises(OyError) as caught:
            self.pay("payout-duplicate")
        self.assertEqual(caught.exception.reason, "DUPLICATE_PARTNER_TRX_ID")


class StateNames(unittest.TestCase):
    def test_known_and_unknown(self):
        self.assertEqual([payout_state_name(state) for state in (0, 4, 99)], ["UNSPECIFIED", "COMPLETED", "UNRECOGNIZED"])
