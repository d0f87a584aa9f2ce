import unittest

from soak.checks import resource_bounds
from soak.checks.trend import Trend, trend
from soak.evidence.window import Window

HALF_AN_HOUR = Window(0, 1800)


def slope(start: float, per_hour: float) -> Trend:
    return trend([(at, start + per_hour * at / 3600) for at in range(0, 1800, 5)], HALF_AN_HOUR)


class ResourceBoundsTest(unittest.TestCase):
    def is_flat(self, mib_per_hour: float) -> bool:
        trends = dict.fromkeys(("other_descriptors", "upstream_connections", "threads", "database_mib"), slope(60, 0))
        trends["own_memory_mib"] = slope(40, mib_per_hour)
        return all(check.holds for check in resource_bounds.checks(trends, HALF_AN_HOUR))

    def test_a_leak_is_one(self):
        self.assertTrue(self.is_flat(mib_per_hour=5))
        self.assertFalse(self.is_flat(mib_per_hour=40))

    def test_connections_that_stay(self):
        grown = slope(0, 360)
        self.assertFalse(resource_bounds.grows_little("", grown, resource_bounds.OTHER_DESCRIPTORS).holds)
        self.assertFalse(resource_bounds.stays_below("", grown, 128).holds)
