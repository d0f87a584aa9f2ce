import unittest

from soak.checks.payout_answers import PayoutAnswers
from soak.tests.fixtures import COMPLETED


class PayoutAnswersTest(unittest.TestCase):
    """Of a payout that is COMPLETED in the ledger."""

    def contradictions(self, *told: tuple[str, str]) -> tuple[list[str], int]:
        answers = PayoutAnswers()
        for at, (call, state) in enumerate(told):
            answers.add({"call": call, "id": "a", "state": state, "asked": at, "heard": at + 0.5})
        return answers.contradictions({"a": COMPLETED}), answers.ledger_behind

    def test_a_life_in_order(self):
        states = ("UNKNOWN", "RECORDED", "IN_PROGRESS", "COMPLETED", "COMPLETED")
        self.assertEqual(self.contradictions(*(("GetPayout", state) for state in states)), ([], 0))

    def test_what_does_not_stay_true(self):
        for states in (["REJECTED"], ["COMPLETED", "IN_PROGRESS"], ["IN_PROGRESS", "UNKNOWN"]):
            with self.subTest(states=states):
                self.assertTrue(self.contradictions(*(("GetPayout", state) for state in states))[0])

    def test_the_ledger_may_be_behind_oy_on_the_way_and_never_at_the_end(self):
        behind = (("GetRemitStatus", "IN_PROGRESS"), ("GetPayout", "UNKNOWN"))
        self.assertEqual(self.contradictions(*behind), ([], 1))
        self.assertTrue(self.contradictions(("GetRemitStatus", "COMPLETED"), ("GetPayout", "IN_PROGRESS"))[0])
        self.assertTrue(self.contradictions(("GetRemitStatus", "COMPLETED"), ("GetPayout", "FAILED"))[0])
        self.assertTrue(self.contradictions(("GetPayout", "COMPLETED"), ("GetRemitStatus", "IN_PROGRESS"))[0])
