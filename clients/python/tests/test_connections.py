"""Connections: made, lost, made anew, shared."""

import errno
import gc
import os
import socket
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

from oy_gateway import Client, Code, OyError, connection, frames
from peer import PEER, PeerTest
from process import holds_in_a_child


class FullQueue(PeerTest):
    """The gateway's queue of connections is full."""

    path = PEER + ".full"

    def test_is_waited_out(self):
        queued, found_full = frames._queued, threading.Event()

        def tried(sock, path):
            found_full.set()
            return queued(sock, path)

        with ThreadPoolExecutor(1) as pool, mock.patch.object(frames, "_queued", tried):
            connecting = pool.submit(frames.connected, self.path, frames.Deadline(10))
            self.assertTrue(found_full.wait(10))
            self.play("make-room")
            connecting.result().close()

    def test_call_waits_as_long_as_its_timeout(self):
        begun = time.monotonic()
        with Client(self.path) as client, self.assertRaises(OyError) as caught:
            client.gateway.who_am_i(timeout=0.1)
        self.assertEqual((caught.exception.code, caught.exception.reason), (Code.UNAVAILABLE, "CONNECT_FAILED"))
        self.assertTrue(caught.exception.unsent)
        self.assertIn("nothing was sent for this call", caught.exception.message)
        self.assertTrue(0.1 <= time.monotonic() - begun < 3)

    def test_call_does_not_wait_longer_for_another_that_connects(self):
        with Client(self.path, connect_timeout=0.5) as client, ThreadPoolExecutor(1) as pool:
            other = pool.submit(client.gateway.who_am_i)
            while not other.done() and client._lock.acquire(blocking=False):
                client._lock.release()
                time.sleep(0.001)
            with self.assertRaises(OyError) as caught:
                client.gateway.who_am_i(timeout=0.1)
            self.assertFalse(other.done())
            self.assertEqual((caught.exception.reason, caught.exception.unsent), ("DEADLINE_PASSED", True))
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

    def test_gateway_that_takes_no_more(self):
        """Which a client learns only when it sends."""
        self.play("deaf")
        self.assertEqual(self.refused("success").reason, "CONNECTION_LOST")
        self.assertServes()

    def test_nobody_listens(self):
        with Client(PEER + ".absent") as client, self.assertRaises(OyError) as caught:
            client.gateway.who_am_i()
        self.assertEqual((caught.exception.code, caught.exception.reason), (Code.UNAVAILABLE, "CONNECT_FAILED"))

    def assertConnectFails(self, why, call):
        with self.assertRaises(OyError) as caught:
            call()
        error = caught.exception
        self.assertEqual((error.code, error.reason, error.unsent), (Code.UNAVAILABLE, "CONNECT_FAILED", True))
        self.assertIn(why, error.message)

    def assertPayoutStaysOpen(self):
        payout = {"recipient_bank": "pay-rejected", "recipient_account": "1", "amount": 1, "partner_trx_id": "1"}
        with self.assertRaises(TimeoutError) as caught:
            self.client.pay(**payout, within=0.05)
        self.assertTrue(caught.exception.__cause__.unsent)

    def test_process_that_may_open_no_more_files(self):
        too_many = OSError(errno.EMFILE, "Too many open files")
        with self.assertLogs("oy_gateway", "WARNING"), self.client.events("events") as events:
            with mock.patch.object(socket, "socket", side_effect=too_many):
                self.assertConnectFails("Too many open files", self.client.gateway.who_am_i)
                self.assertConnectFails("Too many open files", lambda: self.client.health.watch(service="stream"))
                with self.assertRaisesRegex(TimeoutError, "Too many open files"):
                    events.receive(timeout=0.05)
                self.assertPayoutStaysOpen()
            self.assertServes()
            self.assertIsNotNone(events.receive(timeout=10))

    def test_process_that_may_start_no_more_threads(self):
        sockets, connected = [], connection.connected

        def kept(path, deadline):
            sockets.append(connected(path, deadline))
            return sockets[-1]

        no_more = mock.patch.object(threading.Thread, "start", side_effect=RuntimeError("can't start new thread"))
        with mock.patch.object(connection, "connected", kept), no_more, self.assertLogs("oy_gateway", "WARNING"):
            self.assertConnectFails("can't start new thread", self.client.gateway.who_am_i)
            self.assertPayoutStaysOpen()
        self.assertEqual([sock.fileno() for sock in sockets], [-1, -1])
        self.assertServes()

    def test_socket_is_the_environments_where_none_is_named(self):
        with mock.patch.dict(os.environ, {"OY_SOCKET": PEER}), Client() as client:
            self.assertEqual(client.gateway.who_am_i().name, "peer")
            self.assertEqual(Client("/named").path, "/named")
        for environment in ({}, {"OY_SOCKET": ""}):
            with mock.patch.dict(os.environ, environment, clear=True):
                self.assertEqual(Client().path, "/run/oyd/oyd.sock")

    def test_new_connection_when_the_ids_run_out(self):
        self.assertServes()
        first = self.client._connection
        first._last_id = frames.LAST_STREAM_ID - 3
        self.assertServes()
        self.assertServes()
        self.assertServes()
        self.assertIsNot(self.client._connection, first)

    def test_connection_whose_ids_are_used_up_ends_with_its_last_call(self):
        self.assertServes()
        first = self.client._connection
        first._last_id = frames.LAST_STREAM_ID - 3
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(self.play, "when-told")
            while not first._waiters:
                time.sleep(0.001)
            self.assertServes()
            self.assertFalse(first.usable)
            self.assertServes()
            self.assertIsNot(self.client._connection, first)
            self.assertTrue(first._reader.is_alive())
            self.play("tell")
            self.assertEqual(waiting.result().recipient_name, "told")
        first._reader.join(10)
        self.assertFalse(first._reader.is_alive())

    def test_lost_connection_keeps_its_number_while_a_call_may_write_to_it(self):
        """Once it is closed the number may be another file's, and a payout would be written into that."""
        self.assertServes()
        connection = self.client._connection
        with connection._sending:  # as a call has it while it sends
            connection._sock.shutdown(socket.SHUT_RDWR)
            connection._reader.join(0.2)
            self.assertFalse(connection.usable)
            self.assertNotEqual(connection._sock.fileno(), -1)
        connection._reader.join(10)
        self.assertEqual(connection._sock.fileno(), -1)

    def test_call_whose_connection_is_lost_before_its_turn_takes_another(self):
        self.assertServes()
        lost, connected, has_it = self.client._connection, self.client._connected, threading.Event()

        def told(deadline):
            connection = connected(deadline)
            has_it.set()
            return connection

        with ThreadPoolExecutor(1) as pool, mock.patch.object(self.client, "_connected", told):
            with lost._sending:
                call = pool.submit(self.play, "success")
                self.assertTrue(has_it.wait(10))
                lost.close()
            self.assertEqual(call.result().recipient_name, "John Doe")
        self.assertIsNot(self.client._connection, lost)

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

    def test_client_that_is_collected_in_the_midst_of_its_connections_loss(self):
        """The reader would wait for itself for ever, and every later collection of the process with it."""

        class Collecting(dict):
            def values(self):
                gc.collect()
                return super().values()

        client = Client(PEER)
        client.gateway.who_am_i()
        connection, dropped = client._connection, weakref.ref(client)
        gc.disable()
        self.addCleanup(gc.enable)
        del client  # without close: nothing but a cycle holds it
        connection._waiters = Collecting()
        connection._sock.shutdown(socket.SHUT_RDWR)
        connection._reader.join(10)
        self.assertFalse(connection._reader.is_alive())
        self.assertIsNone(dropped())

    def test_fork(self):
        self.assertServes()
        parents = self.client._connection
        stream = self.client.health.watch(service="stream-stalls")
        next(stream)

        def child():
            with self.assertRaises(RuntimeError):
                stream.receive(timeout=0.05)
            stream.close()
            self.assertServes()
            return self.client._connection is not parents

        self.assertTrue(holds_in_a_child(child))
        self.assertServes()
        self.assertIs(self.client._connection, parents)
        with self.assertRaises(TimeoutError):
            stream.receive(timeout=0.05)
        stream.close()

    def test_fork_while_another_thread_connects(self):
        """The child has no such thread, and nobody who would give the lock back."""
        has_it, is_done = threading.Event(), threading.Event()

        def hold():
            with self.client._lock:
                has_it.set()
                is_done.wait(20)

        with ThreadPoolExecutor(1) as pool:
            holding = pool.submit(hold)
            self.assertTrue(has_it.wait(10))
            held = holds_in_a_child(lambda: self.play("success", timeout=2).recipient_name == "John Doe")
            is_done.set()
            holding.result()
        self.assertTrue(held)
