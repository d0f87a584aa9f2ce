import tempfile
import unittest
from pathlib import Path

from soak.checks import alarms
from soak.evidence.daemon_log import DaemonLog

AT = "2026-01-01T00:00:00.000Z"


class LogTest(unittest.TestCase):
    WRONG_KEY = f"{AT} CRITICAL {next(iter(alarms.WRONG_KEY))}"

    def unprovoked(self, *lines: str, wrong_keys: int = 0, outages: int = 0, unknown: int = 0) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "oyd.log"
            log.write_text("".join(line + "\n" for line in lines))
            return alarms.unprovoked_lines(DaemonLog(log), wrong_keys, outages, unknown)

    def test_provoked(self):
        calls = [f"{AT} {level} Call ended attempts=4 code=UNAVAILABLE" for level in ("INFO", "ERROR")]
        self.assertEqual(self.unprovoked(*calls, self.WRONG_KEY, wrong_keys=1), [])

    def test_an_outage_is_told(self):
        alarm = f'{AT} ERROR {next(iter(alarms.OUTAGE))} base_url=https://localhost:1 cause="refused"'
        self.assertEqual(self.unprovoked(alarm, outages=1), [])
        self.assertTrue(self.unprovoked(alarm))

    def test_a_payout_that_nobody_can_tell_of_calls_for_somebody(self):
        alarm = f"{AT} ERROR {next(iter(alarms.LONG_UNKNOWN))} oldest_seconds=907 unknown=20"
        self.assertEqual(self.unprovoked(alarm, unknown=1), [])
        self.assertTrue(self.unprovoked(alarm))

    def test_not_provoked(self):
        self.assertTrue(self.unprovoked(self.WRONG_KEY))
        self.assertTrue(self.unprovoked("Fatal error: Index out of range"))
        critical = f'{AT} CRITICAL The ledger failed: payouts are refused cause="disk full"'
        self.assertEqual(self.unprovoked(critical, critical), [f"2 times, at first: {critical}"])


class MetricsTest(unittest.TestCase):
    def test_alarms_and_losses_are_found(self):
        quiet = {'oyd_alarm{alarm="ledger"}': 0.0, "oyd_ledger_dropped_notes_total": 0.0, "oyd_connections": 3.0}
        self.assertEqual(alarms.unprovoked_metrics(quiet, unknown=0), [])
        for name in ('oyd_alarm{alarm="ledger"}', "oyd_ledger_dropped_notes_total"):
            with self.subTest(name):
                self.assertEqual(alarms.unprovoked_metrics(quiet | {name: 1.0}, unknown=0), [f"{name} is 1"])

    def test_payouts_that_stay_unknown_raise_one(self):
        metrics = {alarms.LONG_UNKNOWN_METRIC: 1.0}
        self.assertEqual(alarms.unprovoked_metrics(metrics, unknown=1), [])
        self.assertTrue(alarms.unprovoked_metrics(metrics, unknown=0))
