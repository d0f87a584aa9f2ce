"""Answers and errors of a call."""

import pickle
import re
from concurrent.futures import ThreadPoolExecutor

from oy_gateway import CLIENT_DOMAIN, Client, Code, OyError
from oy_gateway.v1 import InquireAccountRequest, InquireAccountResponse
from peer import PEER, PeerTest
from process import run


class Unary(PeerTest):
    def test_success(self):
        answer = self.play("success")
        self.assertIsInstance(answer, InquireAccountResponse)
        self.assertEqual((answer.status.code, answer.recipient_name), ("000", "John Doe"))

    def test_request_is_what_the_contract_says(self):
        mirror = self.play("mirror", timeout=1.5, metadata={"Trace-Id": "7"}).recipient_name
        told = re.fullmatch(
            "oy.v1.DisbursementService/InquireAccount flags=0 timeout=([0-9]+) metadata=trace-id:7", mirror
        )
        self.assertTrue(told, mirror)
        # What connecting took is gone.
        self.assertLessEqual(int(told[1]), 1_500_000_000)
        self.assertGreater(int(told[1]), 1_000_000_000)

    def test_no_deadline_is_zero_on_the_wire(self):
        with Client(PEER, timeout=None) as client:
            answer = client.disbursement.inquire_account(recipient_bank="mirror")
        self.assertIn(" timeout=0 ", answer.recipient_name)

    def test_tiny_deadline_is_not_none(self):
        self.assertIn(" timeout=1 ", self.play("mirror", timeout=1e-12).recipient_name)

    def test_answer_of_length_zero(self):
        self.assertEqual(self.play("empty"), InquireAccountResponse())

    def test_answer_in_single_bytes(self):
        self.assertEqual(self.play("bytes").recipient_name, "one byte at a time")

    def test_largest_answer(self):
        self.assertEqual(len(self.play("largest").recipient_name), (4 << 20) - 200)

    def test_stray_frames_are_passed_over(self):
        self.assertEqual(self.play("stray").recipient_name, "yours")
        self.assertEqual(self.play("stray-kind").recipient_name, "yours")

    def test_second_answer_is_passed_over(self):
        self.assertEqual(self.play("twice").recipient_name, "first")
        self.assertServes()

    def test_50_calls_at_once_each_get_their_own_answer(self):
        with ThreadPoolExecutor(50) as pool:
            names = [f.result().recipient_name for f in [pool.submit(self.play, "reversed") for _ in range(50)]]
        self.assertEqual(sorted(names), sorted(f"stream {2 * i + 1}" for i in range(50)))


class Errors(PeerTest):
    def test_what_oy_says(self):
        error = self.refused("not-found")
        self.assertEqual(error.code, Code.NOT_FOUND)
        self.assertEqual((error.reason, error.domain), ("UPSTREAM_REJECTED", "oyindonesia.com"))
        self.assertEqual((error.oy_code, error.oy_message), ("209", "Bank Account is not found"))
        self.assertEqual(error.metadata["attempts"], "1")
        self.assertTrue(error.answered)
        self.assertIn("209", str(error))

    def test_field_violations(self):
        error = self.refused("violations")
        self.assertEqual(error.code, Code.INVALID_ARGUMENT)
        self.assertEqual([v.field for v in error.field_violations], ["recipient_bank", "recipient_account"])
        self.assertEqual(error.field_violations[1].description, "holds a NUL")

    def test_retry_delay(self):
        error = self.refused("retry")
        self.assertEqual((error.code, error.retry_delay), (Code.RESOURCE_EXHAUSTED, 1.5))

    def test_retry_delay_is_none_where_none_is_named_and_a_day_at_most(self):
        for scene, delay in (("retry-empty", None), ("retry-huge", 86400.0), ("retry-negative", 0.0), ("no-details", None)):
            with self.subTest(scene):
                self.assertEqual(self.refused(scene).retry_delay, delay)

    def test_first_of_two_details_of_a_kind_counts(self):
        error = self.refused("two-infos")
        self.assertEqual((error.reason, error.domain, error.not_paid), ("FIRST", "oy-gateway", False))
        self.assertEqual([violation.field for violation in error.field_violations], ["amount"])
        self.assertEqual(error.retry_delay, 1.5)

    def test_strange_details_do_not_hide_the_known_one(self):
        error = self.refused("strange-details")
        self.assertEqual((error.code, error.reason), (Code.UNAVAILABLE, "STRANGE"))

    def test_no_details(self):
        error = self.refused("no-details")
        self.assertEqual((error.code, error.reason, error.retry_delay), (Code.DEADLINE_EXCEEDED, "", None))
        self.assertTrue(error.answered)

    def test_unknown_code(self):
        self.assertEqual(self.refused("strange-code").code, Code.UNKNOWN)

    def test_only_the_gateway_says_not_paid(self):
        for scene, not_paid in [
            ("payout-rejected", True),
            ("payout-failed", True),
            ("payout-cancelled", True),
            ("payout-duplicate", False),
            ("payout-decided", False),
            ("payout-still-recording", False),
            ("no-details", False),
            ("retry", False),
            ("close", False),
        ]:
            with self.subTest(scene):
                self.assertIs(self.refused(scene).not_paid, not_paid)
        self.assertFalse(OyError(Code.UNKNOWN, "", domain=CLIENT_DOMAIN, metadata={"not_paid": "true"}).not_paid)

    def test_survives_pickling(self):
        error = pickle.loads(pickle.dumps(self.refused("not-found")))
        self.assertEqual((error.code, error.oy_code), (Code.NOT_FOUND, "209"))
        self.assertTrue(pickle.loads(pickle.dumps(self.refused("x" * (4 << 20)))).unsent)

    def test_only_what_certainly_was_not_sent_is_unsent(self):
        for scene, unsent in (("not-found", False), ("close", False), ("oversized", False), ("x" * (4 << 20), True)):
            with self.subTest(scene[:20]):
                self.assertIs(self.refused(scene).unsent, unsent)
        self.assertFalse(self.refused("never", timeout=0.05).unsent)

    def test_refused_and_unreadable_answers_leave_the_connection_alive(self):
        for scene, code, reason in [
            ("oversized", Code.RESOURCE_EXHAUSTED, "ANSWER_TOO_LARGE"),
            ("unreadable-envelope", Code.INTERNAL, "ANSWER_UNREADABLE"),
            ("unreadable-payload", Code.INTERNAL, "ANSWER_UNREADABLE"),
            ("data-for-unary", Code.INTERNAL, "ANSWER_UNREADABLE"),
        ]:
            with self.subTest(scene):
                connection = self.client._connection
                error = self.refused(scene)
                self.assertEqual((error.code, error.reason, error.domain), (code, reason, CLIENT_DOMAIN))
                self.assertFalse(error.answered)
                self.assertServes()
                self.assertTrue(connection is None or connection is self.client._connection)

    def test_text_that_is_not_utf_8(self):
        """Also to protobuf's implementation in Python alone, which has another error for it."""
        self.assertEqual(self.refused("not-utf-8").reason, "ANSWER_UNREADABLE")
        script = (
            "import sys; from oy_gateway import Client, OyError\n"
            "try: Client(sys.argv[1]).disbursement.inquire_account(recipient_bank='not-utf-8')\n"
            "except OyError as error: print(error.reason)"
        )
        ran = run(["-c", script, PEER], PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION="python")
        self.assertEqual((ran.returncode, ran.stdout), (0, "ANSWER_UNREADABLE\n"), ran.stderr)

    def test_too_large_a_request_is_not_sent(self):
        error = self.refused("x" * (4 << 20))
        self.assertEqual((error.code, error.reason), (Code.RESOURCE_EXHAUSTED, "REQUEST_TOO_LARGE"))
        self.assertIn("nothing was sent for this call", error.message)
        self.assertServes()


class Generic(PeerTest):
    def test_any_method_by_its_name(self):
        answer = self.client.call(
            "oy.v1.DisbursementService",
            "InquireAccount",
            InquireAccountRequest(recipient_bank="success"),
            InquireAccountResponse,
        )
        self.assertEqual(answer.recipient_name, "John Doe")
