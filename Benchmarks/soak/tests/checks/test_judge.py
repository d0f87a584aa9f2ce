import tempfile
import unittest
from pathlib import Path

from soak.checks.judge import judge
from soak.evidence.observations import Observations
from soak.evidence.oy_payouts import OYPayout
from soak.tests.fixtures import good_run


class JudgeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.observations: Observations = good_run(Path(folder.name))

    def failed(self) -> list[str]:
        return [check.title for check in judge(self.observations, warm_up_seconds=12).checks if not check.holds]

    def test_a_good_run_holds(self):
        self.assertEqual(self.failed(), [])
        verdict = judge(self.observations, warm_up_seconds=12)
        self.assertTrue(verdict.holds)
        self.assertEqual(verdict.measured.start, 12)

    def test_one_thing_is_enough(self):
        for attribute, value, title in (
            ("oy_payouts", {"a": OYPayout(2, 2, 2)}, "no payout was paid twice, none without being written down"),
            ("callbacks", {"DENIED": 1}, "callbacks were believed"),
            ("chain_holds", False, "the audit chain holds"),
            ("exit_status", 1, "SIGTERM ends the daemon with status 0"),
            ("failures", ["service payroll ended with 1"], "the soak itself went as it should"),
        ):
            with self.subTest(title):
                good = getattr(self.observations, attribute)
                setattr(self.observations, attribute, value)
                self.assertIn(title, self.failed())
                setattr(self.observations, attribute, good)
