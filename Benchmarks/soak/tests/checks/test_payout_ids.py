import unittest

from soak.checks.payout_ids import PayoutIDs

REUSED = "ALREADY_EXISTS PAYOUT_ID_REUSED"


class PayoutIDsTest(unittest.TestCase):
    def holds(self, **facts) -> bool:
        names = PayoutIDs()
        names.add({"call": "Remit", **facts})
        return names.check().holds

    def test_other_words_are_refused_and_the_same_are_not(self):
        self.assertTrue(self.holds(other="a", error=REUSED))
        self.assertTrue(self.holds(id="a", state="RECORDED"))

    def test_the_other_way_round(self):
        self.assertFalse(self.holds(other="a", state="RECORDED"))
        self.assertFalse(self.holds(id="a", error=REUSED))
