import tempfile
import unittest
import xml.etree.ElementTree
from pathlib import Path

from soak.checks.judge import judge
from soak.options import Options
from soak.report import chart, markdown
from soak.tests.fixtures import good_run

OPTIONS = Options(Path("/bin"), 1, 0.2, 100, seed=7, chart=None, parent_folder=None, keep=False)
MACHINE = {"cores": 2, "cpu": "a CPU", "kernel": "6.1", "sync_us": 100}


class ReportTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.observations = good_run(Path(folder.name))

    def text(self) -> str:
        return markdown.text(self.observations, judge(self.observations, 12), OPTIONS, MACHINE)

    def test_what_holds(self):
        text = self.text()
        self.assertIn("1 minutes, the first 0.2 of them not judged, 100 calls/s asked for, seed 7.", text)
        self.assertIn("| own memory, MiB | 15.0 | 15.0 | 15.0 | 15.0 | +0.0 |", text)
        self.assertTrue(text.endswith("**Everything holds.**"))

    def test_what_does_not_hold(self):
        self.observations.failures = [f"failure {number}" for number in range(markdown.SHOWN + 2)]
        text = self.text()
        self.assertIn("* **NO**: the soak itself went as it should", text)
        self.assertIn("  * and 2 more", text)
        self.assertTrue(text.endswith("**Something does not hold, see above.**"))

    def test_the_chart_is_well_formed(self):
        xml.etree.ElementTree.fromstring(chart.svg(self.observations, judge(self.observations, 12)))
