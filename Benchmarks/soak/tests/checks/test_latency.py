import unittest

from soak.checks.latency import Latency
from soak.evidence.window import Window


class LatencyTest(unittest.TestCase):
    def test_from_the_moment_at_which_a_call_was_due_without_outages(self):
        latency = Latency(Window(0, 100), disturbances=[Window(50, 60)])
        for due, seconds in ((5, 0.010), (55, 3.0), (95, 0.020)):
            latency.add({"call": "Remit", "due": due, "heard": due + seconds})
        first, last = latency.first_and_last("Remit", 0.5)
        self.assertAlmostEqual(first, 10)
        self.assertAlmostEqual(last, 20)
        self.assertEqual([middle for middle, _ in latency.over_time("Remit", 0.5, Window(0, 100), 10)], [5, 95])
