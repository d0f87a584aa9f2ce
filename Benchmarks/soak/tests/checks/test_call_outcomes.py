import unittest

from soak.checks.call_outcomes import CallOutcomes
from soak.checks.documented_errors import NEVER_OF_REMIT
from soak.tests.fixtures import COMPLETED, UNKNOWN


def outcomes(*answers: tuple[str, str | None]) -> CallOutcomes:
    of = CallOutcomes()
    for call, error in answers:
        of.add({"call": call} | ({"error": error} if error else {}))
    return of


class CallOutcomesTest(unittest.TestCase):
    def test_documented_for_that_call(self):
        good = outcomes(
            ("Remit", None), ("Remit", "FAILED_PRECONDITION PAYOUT_CANCELLED"),
            ("GetBalance", "UNAVAILABLE UPSTREAM_CIRCUIT_OPEN"))
        self.assertEqual(good.wrong_answers(), [])
        for error in NEVER_OF_REMIT | {"INTERNAL"}:
            with self.subTest(error):
                self.assertTrue(outcomes(("Remit", error)).wrong_answers())

    def test_late_answers_are_rare(self):
        late, good = ("Remit", "DEADLINE_EXCEEDED DEADLINE_PASSED"), ("Remit", None)
        self.assertEqual(outcomes(late, *[good] * 999).wrong_answers(), [])
        self.assertEqual(outcomes(late, late, *[good] * 998).wrong_answers(), ["2 were answered too late"])

    def test_nothing_that_took_place(self):
        good, bad = ("Remit", None), ("Remit", "UNAVAILABLE X")
        self.assertEqual(outcomes(good, bad).nothing_done([COMPLETED], {"p"}), [])
        self.assertEqual(outcomes(bad).nothing_done([COMPLETED], {"p"}), ["no Remit went well"])
        self.assertEqual(len(outcomes(good).nothing_done([UNKNOWN], set())), 2)
