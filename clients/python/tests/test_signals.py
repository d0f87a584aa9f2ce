"""Closing from a signal's handler, which may come between any two lines of what the main thread does."""

import faulthandler
import os
import sys
import unittest
from unittest import mock

from oy_gateway import Client, OyError, events
from peer import PEER
from process import run


def interrupted(work, handler, number):
    """Runs `work`, and `handler` before the line of that number, of this library's and of `threading`'s. False: it has fewer."""
    left = number

    def trace(frame, event, argument):
        nonlocal left
        if "oy_gateway" not in frame.f_code.co_filename and os.path.basename(frame.f_code.co_filename) != "threading.py":
            return None
        if event == "line":
            left -= 1
            if left == 0:
                handler()
        return trace

    sys.settrace(trace)
    try:
        work()
    except (ValueError, OyError, StopIteration):
        pass  # it was closed
    finally:
        sys.settrace(None)
    return left <= 0


def close_client_at_every_line():
    number, reached = 0, True
    while reached:
        number += 1
        client = Client(PEER)
        reached = interrupted(lambda: [client.gateway.who_am_i() for _ in range(2)], client.close, number)
        assert not reached or client._connection is None, f"line {number}: a connection is left"
        client.close()
    assert number > 100, number


def close_events_at_every_line():
    """Of those that wait for a gateway."""
    with mock.patch.object(events, "FIRST_PAUSE", 0.001), Client(PEER + ".absent") as client:
        for number in range(1, 400):
            endless = client.events("events")
            assert interrupted(lambda: next(endless), endless.close, number)


class Closing(unittest.TestCase):
    def assertEnds(self, what):
        ended = run([__file__, what])
        self.assertEqual(ended.returncode, 0, ended.stderr[-2000:])

    def test_client_in_the_midst_of_a_call(self):
        self.assertEnds("close_client_at_every_line")

    def test_events_in_the_midst_of_waiting(self):
        self.assertEnds("close_events_at_every_line")


if __name__ == "__main__":
    faulthandler.dump_traceback_later(20, exit=True)
    globals()[sys.argv[1]]()
