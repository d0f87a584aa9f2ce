"""The client against the scripted peer of clients/testing: what the worst server does to it. Needs OY_PEER."""

import os
import pickle
import re
import signal
import socket
import tempfile
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

from oy_gateway import CLIENT_DOMAIN, Client, Code, OyError
from oy_gateway import frames
from oy_gateway.v1 import InquireAccountRequest, InquireAccountResponse
from process import run

PEER = os.environ["OY_PEER"]
MONTH = 30 * 86400.0


class PeerTest(unittest.TestCase):
    def setUp(self):
        self.client = Client(PEER, timeout=10)
        self.addCleanup(self.client.close)

    def play(self, scene, **arguments):
        return self.client.disbursement.inquire_account(recipient_bank=scene, **arguments)

    def refused(self, scene, **arguments):
        with self.assertRaises(OyError) as caught:
            self.play(scene, **arguments)
        return caught.exception

    def assertServes(self):
        self.assertEqual(self.play("success").recipient_name, "John Doe")


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


class Deadlines(PeerTest):
    def test_client_gives_up_when_the_gateway_says_nothing(self):
        error = self.refused("never", timeout=0.05)
        self.assertEqual((error.code, error.reason), (Code.DEADLINE_EXCEEDED, "DEADLINE_PASSED"))
        self.assertFalse(error.answered)
        self.assertServes()

    def test_late_answer_goes_to_nobody(self):
        self.refused("late", timeout=0.05)
        self.assertEqual(self.play("after-late").recipient_name, "in time")

    def test_deadline_holds_while_writing(self):
        self.play("stop-reading")
        error = self.refused("y" * 4_000_000, timeout=0.05)
        self.assertEqual(error.code, Code.DEADLINE_EXCEEDED)
        self.assertServes()

    def test_call_of_which_no_byte_is_out_leaves_the_others_alone(self):
        with ThreadPoolExecutor(1) as pool, mock.patch("oy_gateway.client.GRACE", 0.01):
            long = pool.submit(self.play, "late", timeout=10)
            while self.client._connection is None or not self.client._connection._waiters:
                time.sleep(0.001)
            self.play("pause-reading")
            connection = self.client._connection
            connection._sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
            messages = []
            while not messages or "nothing was sent" not in messages[-1] and len(messages) < 20:
                error = self.refused("never", timeout=0.01)
                self.assertEqual((error.code, error.reason), (Code.DEADLINE_EXCEEDED, "DEADLINE_PASSED"))
                messages.append(error.message)
            self.assertIn("nothing was sent for this call", messages[-1])
            self.assertEqual(self.play("after-late").recipient_name, "in time")
            self.assertEqual(long.result().recipient_name, "too late")
            self.assertIs(self.client._connection, connection)

    def test_connection_lost_while_writing(self):
        self.play("stop-reading")
        self.assertEqual(self.refused("y" * 4_000_000).reason, "CONNECTION_LOST")
        self.assertServes()

    def test_signal_handler_that_raises_in_mid_write(self):
        self.play("stop-reading")
        connection = self.client._connection

        def interrupt(number, frame):
            raise KeyboardInterrupt

        before = signal.signal(signal.SIGALRM, interrupt)
        self.addCleanup(signal.signal, signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with self.assertRaises(KeyboardInterrupt):
            self.play("y" * 4_000_000)
        self.assertEqual(connection._waiters, {})
        self.assertFalse(connection.usable)
        self.assertServes()
        self.assertIsNot(self.client._connection, connection)

    def test_impossible_timeouts(self):
        for timeout in (0, -1, float("nan"), float("inf")):
            with self.assertRaises(ValueError):
                self.play("success", timeout=timeout)


    def test_waits_of_years(self):
        self.assertEqual(self.play("success", timeout=1e10).recipient_name, "John Doe")
        self.assertEqual(Client(PEER, timeout=1e10).health.check(service="success").status, 0)
        with self.client.health.watch(service="stream", timeout=MONTH) as stream:
            self.assertEqual(next(stream).status, 1)
            self.assertEqual(stream.receive(timeout=MONTH - 1).status, 0)
            self.assertEqual(stream.receive(timeout=float("inf")).status, 2)
        with self.client.events("events", after=0) as events:
            self.assertEqual(events.receive(timeout=1e10).cursor, 1)

    def test_wait_that_takes_several_polls(self):
        with self.client.health.watch(service="stream-stalls") as stream, mock.patch.object(frames, "LONGEST_POLL", 0.01):
            next(stream)
            begun = time.monotonic()
            with self.assertRaises(TimeoutError):
                stream.receive(timeout=0.1)
            self.assertGreaterEqual(time.monotonic() - begun, 0.1)


class FullQueue(unittest.TestCase):
    """The gateway's queue of connections is full."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "full.sock")
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.addCleanup(self.listener.close)
        self.listener.bind(self.path)
        self.listener.listen(0)
        while True:
            waiting = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.addCleanup(waiting.close)
            waiting.setblocking(False)
            try:
                waiting.connect(self.path)
            except BlockingIOError:
                break

    def test_is_waited_out(self):
        taken = threading.Timer(0.1, lambda: self.listener.accept()[0].close())
        taken.start()
        self.addCleanup(taken.join)
        frames.connected(self.path, frames.Deadline(10)).close()

    def test_call_waits_as_long_as_its_timeout(self):
        begun = time.monotonic()
        with Client(self.path) as client, self.assertRaises(OyError) as caught:
            client.gateway.who_am_i(timeout=0.1)
        self.assertEqual((caught.exception.code, caught.exception.reason), (Code.UNAVAILABLE, "CONNECT_FAILED"))
        self.assertIn("nothing was sent for this call", caught.exception.message)
        self.assertTrue(0.1 <= time.monotonic() - begun < 3)

    def test_call_does_not_wait_longer_for_another_that_connects(self):
        with Client(self.path, connect_timeout=0.5) as client, ThreadPoolExecutor(1) as pool:
            other = pool.submit(client.gateway.who_am_i)
            while not client._lock.locked() and not other.done():
                time.sleep(0.001)
            with self.assertRaises(OyError) as caught:
                client.gateway.who_am_i(timeout=0.1)
            self.assertFalse(other.done())
            self.assertEqual(caught.exception.reason, "DEADLINE_PASSED")
            self.assertIn("nothing was sent for this call", caught.exception.message)

    def test_events_are_waited_for_as_long_as_asked(self):
        begun = time.monotonic()
        with Client(self.path).events("events") as events, self.assertRaises(TimeoutError):
            events.receive(timeout=0.1)
        self.assertLess(time.monotonic() - begun, 3)


class Connections(PeerTest):
    def test_lost_in_mid_call_and_made_anew_for_the_next(self):
        for scene in ("close", "close-in-header", "close-in-body"):
            with self.subTest(scene):
                error = self.refused(scene)
                self.assertEqual((error.code, error.reason), (Code.UNAVAILABLE, "CONNECTION_LOST"))
                self.assertFalse(error.answered)
                self.assertServes()

    def test_lost_between_calls(self):
        for _ in range(20):
            self.assertEqual(self.play("close-after").recipient_name, "the last word")
            while self.client._connection.usable:
                time.sleep(0.001)

    def test_every_waiting_call_hears_that_the_connection_is_lost(self):
        with ThreadPoolExecutor(10) as pool:
            waiting = [pool.submit(self.refused, "never") for _ in range(9)]
            while self.client._connection is None or len(self.client._connection._waiters) < 9:
                time.sleep(0.001)
            self.assertEqual(self.refused("close").reason, "CONNECTION_LOST")
            self.assertEqual({f.result().reason for f in waiting}, {"CONNECTION_LOST"})

    def test_nobody_listens(self):
        with Client(PEER + ".absent") as client, self.assertRaises(OyError) as caught:
            client.gateway.who_am_i()
        self.assertEqual((caught.exception.code, caught.exception.reason), (Code.UNAVAILABLE, "CONNECT_FAILED"))

    def test_new_connection_when_the_ids_run_out(self):
        self.assertServes()
        first = self.client._connection
        first._last_id = frames.LAST_STREAM_ID - 3
        self.assertServes()
        self.assertServes()
        self.assertServes()
        self.assertIsNot(self.client._connection, first)

    def test_close_wakes_who_waits(self):
        thread = threading.Thread(target=lambda: errors.append(self.refused("never")))
        errors = []
        thread.start()
        while self.client._connection is None or not self.client._connection._waiters:
            time.sleep(0.001)
        self.client.close()
        thread.join(5)
        self.assertEqual(errors[0].reason, "CONNECTION_LOST")
        with self.assertRaises(ValueError):
            self.play("success")

    def test_fork(self):
        self.assertServes()
        parents = self.client._connection
        stream = self.client.health.watch(service="stream-stalls")
        next(stream)
        child = os.fork()
        if child == 0:
            try:
                with self.assertRaises(RuntimeError):
                    stream.receive(timeout=0.05)
                stream.close()
                self.assertServes()
                os._exit(0 if self.client._connection is not parents else 1)
            finally:
                os._exit(2)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
        self.assertServes()
        self.assertIs(self.client._connection, parents)
        with self.assertRaises(TimeoutError):
            stream.receive(timeout=0.05)
        stream.close()


class Streams(PeerTest):
    def watch(self, scene, **arguments):
        return self.client.health.watch(service=scene, **arguments)

    def broken(self, scene, **arguments):
        seen = []
        with self.watch(scene, **arguments) as stream, self.assertRaises(OyError) as caught:
            for message in stream:
                seen.append(message.status)
        self.assertEqual(list(stream), [])
        return seen, caught.exception

    def test_messages_the_empty_one_included_and_the_end(self):
        for scene, statuses in [
            ("stream", [1, 0, 2]),
            ("stream-none", []),
            ("stream-bytes", [1, 0]),
            ("stream-last-with-data", [1, 2]),
            ("stream-response-ends", [1]),
        ]:
            with self.subTest(scene), self.watch(scene) as stream:
                self.assertEqual([message.status for message in stream], statuses)
                self.assertEqual(list(stream), [])

    def test_more_messages_than_anyone_should_keep(self):
        with self.watch("stream-flood") as stream:
            first = next(stream)
            time.sleep(0.1)
            self.assertEqual(first.status + sum(message.status for message in stream), 20_000)

    def test_error_after_a_message(self):
        seen, error = self.broken("stream-error")
        self.assertEqual((seen, error.code, error.reason), ([1], Code.UNAVAILABLE, "DRAINING"))

    def test_refused(self):
        seen, error = self.broken("stream-refused")
        self.assertEqual((seen, error.code, error.reason), ([], Code.PERMISSION_DENIED, "METHOD_NOT_ALLOWED"))

    def test_lost(self):
        seen, error = self.broken("stream-close")
        self.assertEqual((seen, error.code, error.reason), ([1], Code.UNAVAILABLE, "CONNECTION_LOST"))

    def test_unreadable(self):
        self.assertEqual(self.broken("stream-unreadable")[1].reason, "ANSWER_UNREADABLE")

    def test_oversized(self):
        self.assertEqual(self.broken("stream-oversized")[1].reason, "ANSWER_TOO_LARGE")

    def test_deadline(self):
        seen, error = self.broken("stream-stalls", timeout=0.05)
        self.assertEqual((seen, error.code), ([1], Code.DEADLINE_EXCEEDED))

    def test_receive_waits_as_long_as_asked_and_the_stream_goes_on(self):
        with self.watch("stream-stalls") as stream:
            self.assertEqual(stream.receive(timeout=5).status, 1)
            for _ in range(2):
                with self.assertRaises(TimeoutError):
                    stream.receive(timeout=0.01)
        with self.watch("stream") as stream:
            self.assertEqual([stream.receive(timeout=5).status for _ in range(3)], [1, 0, 2])
            self.assertIsNone(stream.receive(timeout=5))

    def test_close_ends_a_reader_in_another_thread(self):
        stream = self.watch("stream-stalls")
        seen = []
        thread = threading.Thread(target=lambda: seen.extend(stream))
        thread.start()
        while not seen:
            time.sleep(0.001)
        stream.close()
        thread.join(5)
        self.assertFalse(thread.is_alive())
        self.assertEqual(len(seen), 1)
        self.assertEqual(stream._sock.fileno(), -1)


class EventsGoOn(PeerTest):
    def test_nothing_is_skipped_and_nothing_comes_twice(self):
        seen = []
        with self.client.events("events", after=0) as events, self.assertRaises(OyError) as caught:
            for event in events:
                seen.append(event.cursor)
                self.assertEqual(seen, list(range(1, len(seen) + 1)))
        self.assertEqual(len(seen), 7)
        self.assertEqual((caught.exception.code, caught.exception.reason), (Code.OUT_OF_RANGE, "EVENTS_GONE"))

    def test_receive_waits_as_long_as_asked(self):
        with self.client.events("events-stall") as events:
            for _ in range(2):
                with self.assertRaises(TimeoutError):
                    events.receive(timeout=0.02)

    def test_waits_in_vain_open_no_other_stream(self):
        with self.client.events("events-counted") as events:
            for _ in range(10):
                with self.assertRaises(TimeoutError):
                    events.receive(timeout=0.05)
            self.assertEqual(events.receive(timeout=5).cursor, 1)

    def test_refused(self):
        with self.client.events("stream-refused") as events, self.assertRaises(OyError) as caught:
            next(events)
        self.assertEqual(caught.exception.reason, "METHOD_NOT_ALLOWED")

    def test_message_without_an_event_is_passed_over(self):
        with self.client.events("events-without-one", after=6) as events:
            self.assertEqual(events.receive(timeout=5).cursor, 7)
            with self.assertRaises(TimeoutError):
                events.receive(timeout=0.1)
            self.assertEqual(events.cursor, 7)

    def test_what_exhausts_is_waited_out(self):
        """The peer takes a Watch that comes before the delay it gave as an error: also the next `receive` waits it out."""
        with self.client.events("events-exhausted", after=0) as events:
            event, begun = None, time.monotonic()
            while event is None and time.monotonic() < begun + 10:
                try:
                    event = events.receive(timeout=0.15)
                except TimeoutError:
                    pass
            self.assertEqual(event.cursor, 1)
            with self.assertRaises(OyError) as caught:
                next(events)
        self.assertEqual((caught.exception.code, caught.exception.reason), (Code.RESOURCE_EXHAUSTED, "TOO_MANY_CONSUMERS"))

    def test_reader_that_a_signal_handler_interrupted_goes_on(self):
        def interrupt(number, frame):
            raise KeyboardInterrupt

        before = signal.signal(signal.SIGALRM, interrupt)
        self.addCleanup(signal.signal, signal.SIGALRM, before)
        with self.client.events("events-without-one", after=6) as events:
            self.assertEqual(events.receive(timeout=5).cursor, 7)
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            with self.assertRaises(KeyboardInterrupt):
                next(events)
            self.assertEqual(events.receive(timeout=5).cursor, 8)

    def test_forked_child_opens_a_stream_of_its_own(self):
        with self.client.events("events-without-one", after=6) as events:
            self.assertEqual(events.receive(timeout=5).cursor, 7)
            child = os.fork()
            if child == 0:
                try:
                    os._exit(0 if events.receive(timeout=5).cursor == 8 else 1)
                finally:
                    os._exit(2)
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
            with self.assertRaises(TimeoutError):
                events.receive(timeout=0.1)
            self.assertEqual(events.cursor, 7)

    def test_close_ends_a_reader_in_another_thread(self):
        events = self.client.events("events-stall")
        seen = []
        thread = threading.Thread(target=lambda: seen.extend(events))
        thread.start()
        while events._stream is None:
            time.sleep(0.001)
        events.close()
        thread.join(5)
        self.assertFalse(thread.is_alive())
        self.assertEqual(seen, [])


class Generic(PeerTest):
    def test_any_method_by_its_name(self):
        answer = self.client.call(
            "oy.v1.DisbursementService",
            "InquireAccount",
            InquireAccountRequest(recipient_bank="success"),
            InquireAccountResponse,
        )
        self.assertEqual(answer.recipient_name, "John Doe")


if __name__ == "__main__":
    unittest.main()
