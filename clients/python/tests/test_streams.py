"""Streams of messages."""

import threading
import time
from unittest import mock

from oy_gateway import Code, OyError, frames
from peer import PeerTest


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
        self.assertEqual(error.message, "the connection to the gateway ended (the gateway closed it)")

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

    def test_gateway_is_told_what_connecting_left_of_the_timeout(self):
        queued = frames._queued

        def late(sock, path):
            time.sleep(0.1)
            return queued(sock, path)

        with mock.patch.object(frames, "_queued", late), self.watch("stream-mirror", timeout=5) as stream:
            self.assertLessEqual(next(stream).status, 4900)

    def test_what_belongs_to_others_puts_no_deadline_off(self):
        with self.watch("stream-strays") as stream, self.assertRaises(TimeoutError):
            stream.receive(timeout=0.1)
        seen, error = self.broken("stream-strays", timeout=0.1)
        self.assertEqual((seen, error.reason), ([], "DEADLINE_PASSED"))

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
