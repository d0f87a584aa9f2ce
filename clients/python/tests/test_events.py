"""Events: a stream that is opened again wherever it ends."""

import os
import signal
import socket
import tempfile
import threading
import time

from oy_gateway import Client, Code, OyError
from oy_gateway.events import FIRST_PAUSE
from peer import PEER, PeerTest
from process import holds_in_a_child


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

    def test_receive_without_a_wait_takes_what_has_come(self):
        with self.client.events("events-without-one", after=6) as events:
            event, begun = None, time.monotonic()
            while event is None and time.monotonic() < begun + 5:
                try:
                    event = events.receive(timeout=0)
                except TimeoutError:
                    pass
            self.assertIsNotNone(event)
            self.assertEqual(event.cursor, 7)

    def test_waits_in_vain_open_no_other_stream(self):
        with self.client.events("events-counted") as events:
            for _ in range(10):
                with self.assertRaises(TimeoutError):
                    events.receive(timeout=0.05)
            self.assertEqual(events.receive(timeout=5).cursor, 1)

    def test_what_is_acknowledged_is_the_event(self):
        with self.client.events("events-acknowledged") as events:
            events.ack(events.receive(timeout=5))

    def test_stream_that_the_gateway_cancels_is_opened_again(self):
        with self.client.events("events-cancelled", after=0) as events:
            self.assertEqual([events.receive(timeout=5).cursor for _ in range(3)], [1, 2, 3])

    def test_pauses_grow_while_the_gateway_is_away_and_an_event_ends_them(self):
        """The peer takes a Watch that comes too early as an error."""
        with self.client.events("events-away") as events:
            self.assertEqual(events.receive(timeout=10).cursor, 1)
            self.assertEqual(events._pause, FIRST_PAUSE)

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
            self.assertTrue(holds_in_a_child(lambda: events.receive(timeout=5).cursor == 8))
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


class GatewayAway(PeerTest):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(self.folder, "oyd.sock")

    def arrive(self):
        os.symlink(PEER, self.path)

    def leave(self):
        os.unlink(self.path)

    def test_the_wait_says_why_and_the_log_once(self):
        with Client(self.path).events("events", after=0) as events:
            with self.assertLogs("oy_gateway", "WARNING") as logged:
                for _ in range(4):
                    with self.assertRaisesRegex(TimeoutError, "CONNECT_FAILED.*No such file or directory"):
                        events.receive(timeout=0.15)
            self.assertEqual(len(logged.records), 1, logged.output)
            self.assertIn("No such file or directory", logged.output[0])
            # It may come yet, and what comes ends the outage.
            self.arrive()
            self.assertEqual(events.receive(timeout=10).cursor, 1)
            self.leave()
            with self.assertLogs("oy_gateway", "WARNING") as logged, self.assertRaises(TimeoutError):
                events.receive(timeout=0.5)
            self.assertEqual(len(logged.records), 1, logged.output)

    def test_a_stream_that_is_open_is_not_blamed(self):
        with Client(self.path).events("events-stall") as events:
            with self.assertLogs("oy_gateway", "WARNING"), self.assertRaises(TimeoutError):
                events.receive(timeout=0.05)
            self.arrive()
            while events._stream is None:
                with self.assertRaises(TimeoutError) as caught:
                    events.receive(timeout=0.1)
            self.assertNotIn("CONNECT_FAILED", str(caught.exception))

    def test_a_path_that_leads_nowhere_is_an_error(self):
        plain = os.path.join(self.folder, "plain")
        open(plain, "w").close()
        for path in (os.path.join(plain, "oyd.sock"), "/" + "x" * 200):
            with self.subTest(path), Client(path).events("events") as events, self.assertRaises(OyError) as caught:
                events.receive(timeout=5)
            self.assertEqual(caught.exception.reason, "CONNECT_FAILED")

    def test_a_socket_that_may_not_be_opened_is_an_error(self):
        with socket.socket(socket.AF_UNIX) as closed:
            closed.bind(self.path)
            closed.listen()
            os.chmod(self.path, 0)
            if os.geteuid() == 0:  # who may open every socket
                os.seteuid(65534)
                self.addCleanup(os.seteuid, 0)
            with Client(self.path).events("events") as events, self.assertRaises(OyError) as caught:
                events.receive(timeout=5)
        self.assertEqual(caught.exception.reason, "CONNECT_FAILED")
