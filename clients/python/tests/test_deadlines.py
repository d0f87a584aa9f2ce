"""Deadlines, and waits of any length."""

import array
import fcntl
import os
import signal
import socket
import termios
import time
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

from oy_gateway import Client, Code, frames
from peer import PEER, PeerTest

MONTH = 30 * 86400.0


def interrupt_once_part_is_out(sock):
    """Sends the process a signal when what was written to the socket waits there to be read."""
    unread = array.array("i", [0])
    while not unread[0]:
        time.sleep(0.001)
        fcntl.ioctl(sock, termios.TIOCOUTQ, unread)
    os.kill(os.getpid(), signal.SIGALRM)


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
            errors = []
            while not errors or not errors[-1].unsent and len(errors) < 20:
                errors.append(self.refused("never", timeout=0.01))
                self.assertEqual((errors[-1].code, errors[-1].reason), (Code.DEADLINE_EXCEEDED, "DEADLINE_PASSED"))
            self.assertTrue(errors[-1].unsent)
            self.assertIn("nothing was sent for this call", errors[-1].message)
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
        with ThreadPoolExecutor(1) as pool, self.assertRaises(KeyboardInterrupt):
            pool.submit(interrupt_once_part_is_out, connection._sock)
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
