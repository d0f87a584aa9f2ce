"""The judges find what is wrong. A soak that can't fail proves nothing."""

import json
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

from soak.checks import alarms as daemon_log
from soak.checks import resource_bounds as bounds
from soak.checks import call_outcomes as answers
from soak.checks import reconciliation as books
from soak.checks.reconciliation import Entry, Row
from soak.checks.latency import Latency
from soak.checks.payout_answers import Testimony
from soak.checks.event_delivery import Told
from soak.checks.trend import Window, trend

PAID = Row("COMPLETED", "payroll", False, 1, 0, 0)
UNKNOWN = Row("UNKNOWN", "payroll", False, 1, 0, 0)
ONCE = Entry(received=1, accepted=1, executed=1)


class AnswersTest(unittest.TestCase):
    def heard(self, *lines):
        latency = Latency(Window(0, 100), [])
        for call, error in lines:
            latency.hear({"call": call, "due": 1.0, "heard": 1.1} | ({"error": error} if error else {}))
        return latency

    def test_documented_for_that_call(self):
        good = self.heard(("Remit", None), ("Remit", "FAILED_PRECONDITION PAYOUT_CANCELLED"), ("GetBalance", "UNAVAILABLE UPSTREAM_CIRCUIT_OPEN"))
        self.assertEqual(answers.answered(good).problems, [])
        for error in bounds.NEVER_OF_REMIT | {"INTERNAL"}:
            with self.subTest(error):
                self.assertTrue(answers.answered(self.heard(("Remit", error))).problems)

    def test_nothing_that_took_place(self):
        seen = SimpleNamespace(ledger={"a": PAID}, paid=["p"])
        self.assertEqual(answers.idle(self.heard(("Remit", None), ("Remit", "UNAVAILABLE X")), seen), [])
        self.assertEqual(answers.idle(self.heard(("Remit", "UNAVAILABLE X")), seen), ["no Remit went well"])
        idle = SimpleNamespace(ledger={"a": UNKNOWN}, paid=[])
        self.assertEqual(len(answers.idle(self.heard(("Remit", None)), idle)), 2)


class BooksTest(unittest.TestCase):
    def test_paid_once_and_recorded_so(self):
        self.assertEqual(books.paid_wrongly({"a": PAID}, {"a": ONCE}), [])
        self.assertEqual(books.recorded_wrongly({"a": PAID}, {"a": ONCE}), [])
        self.assertEqual(books.unfinished({"a": PAID}, {"a": ONCE}), [])

    def test_paid_wrongly(self):
        for ledger, entry in (
            ({"a": PAID}, Entry(received=2, accepted=2, executed=2)),
            ({"a": PAID}, Entry(received=2, accepted=1, executed=1)),
            ({}, ONCE),
        ):
            with self.subTest(ledger=ledger, entry=entry):
                self.assertTrue(books.paid_wrongly(ledger, {"a": entry}))

    def test_recorded_wrongly(self):
        for state, entry in (
            ("COMPLETED", Entry()), ("COMPLETED", Entry(1, 1, 0)), ("FAILED", ONCE), ("REJECTED", Entry(1, 1, 0)),
            ("CANCELLED", ONCE), ("RECORDED", ONCE), ("IN_PROGRESS", Entry(1, 0, 0)),
        ):
            with self.subTest(state=state, entry=entry):
                self.assertTrue(books.recorded_wrongly({"a": Row(state, "payroll", False, 1, 0, 0)}, {"a": entry}))

    def test_unfinished(self):
        self.assertTrue(books.unfinished({"a": UNKNOWN}, {}))
        self.assertEqual(books.unfinished({"a": Row("UNKNOWN", "payroll", True, 2, 0, 1)}, {"a": Entry(received=1)}), [])


class TestimonyTest(unittest.TestCase):
    def contradictions(self, *told, ledger="COMPLETED"):
        testimony = Testimony()
        for at, (call, state) in enumerate(told):
            testimony.hear({"call": call, "id": "a", "state": state, "asked": at, "heard": at + 0.5})
        return testimony.contradictions({"a": Row(ledger, "payroll", False, 1, 0, 0)}), testimony.behind

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


class ToldTest(unittest.TestCase):
    def contradictions(self, *lines, paid=frozenset()):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "events.jsonl"
            path.write_text("".join(json.dumps(line) + "\n" for line in lines))
            return Told("payroll", path).contradictions({"a": PAID}, set(paid))

    @staticmethod
    def change(cursor, state):
        return {"cursor": cursor, "verified": True, "kind": "payout_change", "id": "a", "state": state}

    @staticmethod
    def payment(cursor, name):
        return {"cursor": cursor, "verified": True, "kind": "virtual_account_payment", "transaction": name}

    def test_all_told(self):
        self.assertEqual(
            self.contradictions(self.change(1, "IN_PROGRESS"), self.payment(2, "p"), self.change(3, "COMPLETED"), paid={"p"}), [])

    def test_what_was_told_badly(self):
        end = self.change(9, "COMPLETED")
        for lines, paid in (
            ([], ()), ([self.change(1, "IN_PROGRESS")], ()), ([end, self.change(3, "COMPLETED")], ()), ([end], ("p",)),
            ([self.payment(1, "p"), self.payment(2, "p"), end], ("p",)), ([self.payment(1, "p"), end], ()),
            ([end, {"error": "EVENTS_GONE"}], ()), ([self.change(1, "FAILED"), end], ()),
        ):
            with self.subTest(lines=lines, paid=paid):
                self.assertTrue(self.contradictions(*lines, paid=paid))


class LogTest(unittest.TestCase):
    WRONG_KEY = f"2026-01-01T00:00:00.000Z CRITICAL {next(iter(daemon_log.WRONG_KEY))}"

    def unprovoked(self, *lines, wrong_keys=0, outages=0, stay_unknown=0):
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "oyd.log"
            log.write_text("".join(line + "\n" for line in lines))
            return daemon_log.unprovoked(daemon_log.Messages(log), wrong_keys, outages, stay_unknown)

    def test_provoked(self):
        calls = [f"2026-01-01T00:00:00.000Z {level} Call ended attempts=4 code=UNAVAILABLE" for level in ("INFO", "ERROR")]
        self.assertEqual(self.unprovoked(*calls, self.WRONG_KEY, wrong_keys=1), [])

    def test_an_outage_is_told(self):
        alarm = f'2026-01-01T00:00:00.000Z ERROR {next(iter(daemon_log.OUTAGE))} base_url=https://localhost:1 cause="refused"'
        self.assertEqual(self.unprovoked(alarm, outages=1), [])
        self.assertTrue(self.unprovoked(alarm))

    def test_a_payout_that_nobody_can_tell_of_calls_for_somebody(self):
        alarm = "2026-01-01T00:00:00.000Z ERROR Payouts are UNKNOWN for long: oyctl payouts list --state UNKNOWN names them oldest_seconds=907 unknown=20"
        self.assertEqual(self.unprovoked(alarm, stay_unknown=1), [])
        self.assertTrue(self.unprovoked(alarm))

    def test_not_provoked(self):
        self.assertTrue(self.unprovoked(self.WRONG_KEY))
        self.assertTrue(self.unprovoked("Fatal error: Index out of range"))
        critical = '2026-01-01T00:00:00.000Z CRITICAL The ledger failed: payouts are refused cause="disk full"'
        self.assertEqual(self.unprovoked(critical, critical), [f"2 times, at first: {critical}"])


class TrendTest(unittest.TestCase):
    HALF_AN_HOUR = Window(0, 1800)

    def flat(self, mib_per_hour):
        points = [(at, 40 + mib_per_hour * at / 3600) for at in range(0, 1800, 5)]
        steady = trend([(at, 60.0) for at, _ in points], self.HALF_AN_HOUR)
        trends = dict.fromkeys(("other_descriptors", "upstream", "threads", "database"), steady)
        trends["own"] = trend(points, self.HALF_AN_HOUR)
        return trends["own"], all(check.holds for check in bounds.flat(trends, self.HALF_AN_HOUR))

    def test_a_slope_is_found(self):
        of, _ = self.flat(mib_per_hour=10)
        self.assertAlmostEqual(of.per_hour, 10)

    def test_connections_that_stay(self):
        grown = trend([(at, at / 10) for at in range(0, 1800, 5)], self.HALF_AN_HOUR)
        self.assertFalse(bounds.grows_little("", grown, bounds.OTHER_DESCRIPTORS, "").holds)
        self.assertFalse(bounds.stays_below("", grown, 128).holds)

    def test_a_leak_is_one(self):
        self.assertTrue(self.flat(mib_per_hour=5)[1])
        self.assertFalse(self.flat(mib_per_hour=40)[1])


if __name__ == "__main__":
    unittest.main()
