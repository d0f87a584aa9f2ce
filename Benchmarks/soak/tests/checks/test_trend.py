import unittest

from soak.checks.trend import trend
from soak.evidence.window import Window


class TrendTest(unittest.TestCase):
    def test_a_slope_is_found(self):
        points = [(at, 40 + 10 * at / 3600) for at in range(0, 1800, 5)]
        self.assertAlmostEqual(trend(points, Window(0, 1800)).per_hour, 10)

    def test_what_is_outside_does_not_count(self):
        points = [(-1.0, 1000.0), *((at, 5.0) for at in range(10)), (10.0, 1000.0)]
        of = trend(points, Window(0, 10))
        self.assertEqual((of.first, of.last, of.highest), (5, 5, 5))
