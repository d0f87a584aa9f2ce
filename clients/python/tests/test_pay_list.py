"""examples/pay_list.py, with a gateway in the place of `Client.call`."""

import contextlib
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
from unittest import mock

from oy_gateway import Client, Code, OyError
from oy_gateway.v1 import (
    GetBalanceResponse,
    GetInfoResponse,
    GetPayoutResponse,
    InquireAccountResponse,
    PayoutState,
    RemitRequest,
    RemitResponse,
)

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "examples"
sys.path.insert(0, str(EXAMPLES))
import pay_list  # noqa: E402

HEADING = "key,recipient_bank,recipient_account,amount"
NOT_FOUND = OyError(Code.NOT_FOUND, "no such payout", reason="PAYOUT_NOT_FOUND")
TOO_MANY = OyError(Code.RESOURCE_EXHAUSTED, "too many", reason="RATE_LIMIT_REACHED", retry_delay=0.02)


def not_paid(reason):
    return OyError(Code.FAILED_PRECONDITION, "no", reason=reason, metadata={"not_paid": "true"})


class Gateway:
    """Plays the answers of Remit and of inquiries by account, the last one again and again; one that is no error is a state."""

    def __init__(self, base_url="https://localhost"):
        self.base_url = base_url
        self.answers, self.inquiries = {}, {}
        self.known, self.remits, self.inquired = set(), [], []
        self.lock = threading.Lock()

    def __call__(self, service, method, request, response_type, *, timeout, metadata):
        with self.lock:
            return getattr(self, method)(request)

    def GetInfo(self, request):
        return GetInfoResponse(base_url=self.base_url)

    def GetBalance(self, request):
        return GetBalanceResponse(balance=7000000)

    def GetPayout(self, request):
        if request.partner_trx_id not in self.known:
            raise NOT_FOUND
        return GetPayoutResponse()

    def InquireAccount(self, request):
        self.inquired.append(request.recipient_account)
        self.play(self.inquiries, request)
        return InquireAccountResponse()

    def Remit(self, request):
        self.remits.append(request)
        state = self.play(self.answers, request)
        self.known.add(request.partner_trx_id)
        return RemitResponse(state=PayoutState.Value(f"PAYOUT_STATE_{state}"))

    def play(self, scripts, request):
        script = scripts.get(request.recipient_account, ["COMPLETED"])
        answer = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(answer, Exception):
            if getattr(answer, "not_paid", False):
                self.known.add(request.partner_trx_id)
            raise answer
        return answer


class PayList(unittest.TestCase):
    def setUp(self):
        self.gateway = Gateway()
        for name, value in (("SHORTEST_PAUSE", 0.01), ("LONGEST_PAUSE", 0.02), ("WORKERS", 1)):
            patched = mock.patch.object(pay_list, name, value)
            patched.start()
            self.addCleanup(patched.stop)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.list = pathlib.Path(folder.name, "list.csv")

    def pay(self, *accounts, within="5", options=()):
        """Pays so many rows, of keys E1, E2, …; gives the exit status."""
        lines = [f"E{number},014,{account},1000000" for number, account in enumerate(accounts, 1)]
        return self.run_with("\n".join([HEADING, *lines]), "--within", within, *options)

    def run_with(self, text, *options):
        self.list.write_text(text, encoding="utf-8")
        self.out, self.errors = io.StringIO(), io.StringIO()
        arguments = ["pay_list", "pay", str(self.list), *options]
        with mock.patch.object(Client, "call", self.gateway), mock.patch.object(sys, "argv", arguments):
            with contextlib.redirect_stdout(self.out), contextlib.redirect_stderr(self.errors):
                try:
                    return pay_list.main()
                except SystemExit as ended:
                    return ended.code

    def says(self, *words):
        """A line of the output holds all of them."""
        return any(all(word in line for word in words) for line in self.out.getvalue().splitlines())

    def assertSays(self, *words):
        self.assertTrue(self.says(*words), self.out.getvalue())

    def remitted(self):
        return [request.partner_trx_id for request in self.gateway.remits]

    def test_every_row_is_paid_and_nothing_more_by_another_run(self):
        with mock.patch.object(pay_list, "WORKERS", 8):
            self.gateway.answers = {"1": ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"], "2": ["UNKNOWN", "COMPLETED"]}
            self.assertEqual(self.pay("1", "2", "3"), 0)
            self.assertEqual(self.pay("1", "2", "3"), 0)
        self.assertSays("paid", "3", "Rp 3.000.000")
        self.assertEqual(sorted(self.gateway.inquired), ["1", "2", "3"])  # what is known already is not looked up again
        contents = {request.partner_trx_id: request for request in self.gateway.remits}
        self.assertEqual(sorted(contents), ["pay-E1", "pay-E2", "pay-E3"])
        self.assertEqual([request for request in self.gateway.remits if request != contents[request.partner_trx_id]], [])

    def test_every_column_reaches_the_gateway(self):
        text = f"\ufeff{HEADING},note,email\nE1,014,0012,125000,Gaji,siti@example.com\n"
        self.assertEqual(self.run_with(text), 0)
        expected = RemitRequest(
            recipient_bank="014",
            recipient_account="0012",
            amount=125000,
            note="Gaji",
            partner_trx_id="pay-E1",
            email="siti@example.com",
        )
        self.assertEqual(self.gateway.remits, [expected])

    def test_not_paid_for_certain(self):
        self.gateway.answers = {"2": ["IN_PROGRESS", not_paid("DISBURSEMENT_FAILED")]}
        self.assertEqual(self.pay("1", "2"), 1)
        self.assertSays("not paid", "pay-E2", "Rp 1.000.000", "DISBURSEMENT_FAILED")
        self.assertSays("not paid: as of now", "new keys")

    def test_what_the_inquiry_refuses_is_not_asked_for(self):
        self.gateway.inquiries = {"1": [OyError(Code.NOT_FOUND, "no account", reason="BANK_ACCOUNT_NOT_FOUND")]}
        self.assertEqual(self.pay("1", "2"), 3)
        self.assertEqual(self.remitted(), ["pay-E2"])
        self.assertSays("for a person", "pay-E1", "BANK_ACCOUNT_NOT_FOUND", "nothing was asked for")

    def test_what_retrying_does_not_mend_is_for_a_person(self):
        self.gateway.answers = {"1": [OyError(Code.ALREADY_EXISTS, "another", reason="PAYOUT_ID_REUSED")]}
        self.assertEqual(self.pay("1", "2"), 3)
        self.assertEqual(self.remitted(), ["pay-E1", "pay-E2"])
        self.assertSays("for a person", "pay-E1", "PAYOUT_ID_REUSED")
        self.assertFalse(self.says("nothing was asked for"))

    def test_deposit_that_is_used_up_spares_the_names_of_the_rest(self):
        self.gateway.answers = {"1": ["IN_PROGRESS", "COMPLETED"], "2": [not_paid("BALANCE_NOT_ENOUGH")]}
        self.assertEqual(self.pay("1", "2", "3"), 3)
        self.assertEqual(self.remitted(), ["pay-E1", "pay-E2", "pay-E1"])
        self.assertSays("nothing new was asked for", "BALANCE_NOT_ENOUGH")
        # The refusal is in the ledger now, and says nothing about the present deposit.
        self.assertEqual(self.pay("1", "2", "3"), 1)
        self.assertSays("paid", "2", "Rp 2.000.000")

    def test_oy_out_of_reach_is_asked_for_nothing_new(self):
        self.gateway.answers = {"1": ["RECORDED", "COMPLETED"]}
        self.assertEqual(self.pay("1", "2"), 3)
        self.assertEqual(self.remitted(), ["pay-E1", "pay-E1"])
        self.assertSays("nothing new was asked for", "out of reach")

    def test_other_errors_leave_it_open_and_are_tried_again(self):
        self.gateway.answers = {"1": [TOO_MANY, OyError(Code.UNAVAILABLE, "lost"), TOO_MANY, TOO_MANY, "COMPLETED"]}
        self.gateway.inquiries = {"2": [OyError(Code.UNAVAILABLE, "away"), "COMPLETED"]}
        self.assertEqual(self.pay("1", "2"), 0)
        self.assertEqual(self.remitted(), ["pay-E1"] * 3 + ["pay-E2"] + ["pay-E1"] * 2)

    def test_time_that_is_over_leaves_it_open(self):
        self.gateway.answers = {"1": ["UNKNOWN"]}
        self.assertEqual(self.pay("1", within="0.1"), 3)
        self.assertSays("open", "pay-E1", "UNKNOWN")
        self.assertSays("open: it may be paid", "same list")
        self.assertEqual(self.pay("2", within="1e-9"), 3)
        self.assertNotIn("pay-E2", self.remitted())

    def test_a_time_that_is_none_or_never_over_is_refused(self):
        for within in ("nan", "inf", "0", "-1", "1h"):
            self.assertEqual(self.pay("1", within=within), 2)
            self.assertIn("--within", self.errors.getvalue())
        self.assertEqual(self.remitted(), [])

    def test_approval_is_not_waited_for(self):
        self.gateway.answers = {"1": ["AWAITING_APPROVAL"]}
        self.assertEqual(self.pay("1", "2", within="1000"), 3)
        self.assertSays("open", "pay-E1", "AWAITING_APPROVAL: another person has to approve it")

    def test_interruption_while_rows_are_handed_out_ends_it(self):
        rows = [pay_list.Row(f"pay-E{number}", "014", str(number), 1000, "", "") for number in (1, 2, 3)]

        class Interrupted(pay_list.ThreadPoolExecutor):
            def submit(self, work, row):
                if row is rows[-1]:
                    raise KeyboardInterrupt
                return super().submit(work, row)

        with mock.patch.object(Client, "call", self.gateway), Client("/nowhere") as client:
            run = pay_list.Run(client, rows, within=5)
            asked = self.gateway.InquireAccount

            def InquireAccount(request):
                self.assertTrue(run.over.wait(5))
                return asked(request)

            self.gateway.InquireAccount = InquireAccount
            with mock.patch.object(pay_list, "ThreadPoolExecutor", Interrupted), self.assertRaises(KeyboardInterrupt):
                run.go()
        self.assertEqual(self.remitted(), ["pay-E1"])  # it was under way

    def test_nothing_is_asked_for_before_the_whole_list_is_good(self):
        row = "E1,014,1,1000\n"
        texts = ["", HEADING, "key;recipient_bank;recipient_account;amount\nE1;014;1;1000\n", f"{HEADING},name\n{row}"]
        lines = ("E1,014,2,1000", ",014,2,1000", "E 2,014,2,1000", "E2,,2,1", "E2,014,,1", "E2,014,2", "E2,014,2,1,5")
        texts += [f"{HEADING}\n{row}{line}\n" for line in lines]
        texts += [f"{HEADING}\n{row}E2,014,2,{amount}\n" for amount in ("", "0", "01", "1.000", "1e6", "-1", "1,5", "9" * 19)]
        texts += [f"{HEADING}\n{row}{'k' * 125},014,2,1000\n"]
        for text in texts:
            with self.subTest(text):
                self.assertEqual(self.run_with(text), 2)
                self.assertIn(f"{self.list}: ", self.errors.getvalue())
        self.assertEqual(self.gateway.inquired + self.gateway.remits, [])

    def test_real_money_is_paid_with_a_flag_only(self):
        self.gateway.base_url = "https://partner.oyindonesia.com"
        self.assertEqual(self.pay("1"), 2)
        self.assertEqual(self.gateway.remits, [])
        self.assertEqual(self.pay("1", options=["--real"]), 0)

    def test_gateway_that_is_away(self):
        self.gateway.GetInfo = mock.Mock(side_effect=OyError(Code.UNAVAILABLE, "nobody is there"))
        self.assertEqual(self.pay("1"), 3)
        self.assertIn("nothing was asked for: UNAVAILABLE", self.errors.getvalue())

    def test_failure_that_is_no_error_of_the_client_leaves_the_row_open(self):
        self.gateway.answers = {"1": [OSError(24, "too many open files")], "2": [OSError(24, "too many"), "COMPLETED"]}
        self.gateway.inquiries = {"3": [RuntimeError("can't start new thread")]}
        self.assertEqual(self.pay("1", "2", "3", "4", within="0.5"), 3)
        self.assertSays("open", "pay-E1", "OSError", "too many open files")
        self.assertSays("not asked for", "pay-E3", "RuntimeError", "can't start new thread")
        self.assertSays("paid", "2", "Rp 2.000.000")

    def test_run_that_fails_reports_all_the_same(self):
        with mock.patch.object(pay_list.ThreadPoolExecutor, "submit", side_effect=RuntimeError("no thread is left")):
            self.assertRaises(RuntimeError, self.pay, "1")
        self.assertSays("nothing new was asked for any more", "no thread is left")
        self.assertSays("not asked for", "1", "Rp 1.000.000")


#: The program, with a gateway that pays E1 and refuses E2. Standard output takes nothing more from when {0} is called.
PLAYED = """
import os
from unittest import mock
from test_pay_list import Client, Gateway, not_paid, pay_list

def first_filling(work):
    def filling(*arguments):
        os.dup2(os.open("/dev/full", os.O_WRONLY), 1)
        return work(*arguments)
    return filling

gateway = Gateway()
gateway.answers = {{"2": [not_paid("DISBURSEMENT_FAILED")]}}
filling, name = {0}
if name:
    setattr(filling, name, first_filling(getattr(filling, name)))
with mock.patch.object(Client, "call", gateway):
    pay_list.end()
"""


class Status(unittest.TestCase):
    """Python's own 1 and 120, of what fails, must not say that all is certain."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.list = pathlib.Path(folder.name, "list.csv")

    def run_played(self, *keys, filled="None, None", program=None, out=subprocess.PIPE, errors=subprocess.PIPE):
        """Pays so many rows, of accounts 1, 2, …; gives the exit status and what stood on standard error."""
        lines = [f"E{number},014,{number},1000000" for number in keys]
        self.list.write_text("\n".join([HEADING, *lines]), encoding="utf-8")
        program = program or ("-c", PLAYED.format(filled))
        arguments = [sys.executable, "-W", "error", *program, "pay", str(self.list)]
        environment = {**os.environ, "PYTHONUNBUFFERED": ""}  # the report waits in the process until its end
        ran = subprocess.run(arguments, env=environment, stdout=out, stderr=errors, universal_newlines=True, timeout=30)
        return ran.returncode, ran.stderr

    def assertRunAgain(self, why, *keys, **played):
        with self.subTest(why, keys=keys, **played):
            status, errors = self.run_played(*keys, **played)
            self.assertEqual(status, 3, errors)
            self.assertIn(why, errors)
            self.assertTrue(errors.endswith(": run it again, with the same list\n"), errors)
            self.assertEqual(errors.count("\n"), 1, errors)

    def test_certain(self):
        self.assertEqual(self.run_played(1), (0, ""))
        self.assertEqual(self.run_played(1, 2), (1, ""))

    def test_report_that_nobody_gets(self):
        reader, writer = os.pipe()
        os.close(reader)
        with open(writer, "w") as closed, open("/dev/full", "w") as full:
            for keys in ((1,), (1, 2)):
                self.assertRunAgain("BrokenPipeError", *keys, out=closed)
                self.assertRunAgain("No space left", *keys, out=full)

    def test_report_that_is_cut(self):
        for filled in ('gateway, "Remit"', 'pay_list, "close"'):
            for keys in ((1,), (1, 2)):
                self.assertRunAgain("No space left", *keys, filled=filled)

    def test_nobody_hears_of_anything(self):
        with open("/dev/full", "w") as full:
            self.assertEqual(self.run_played(1, 2, out=full, errors=full)[0], 3)
            self.assertNotIn(self.run_played(out=full, errors=full)[0], (0, 1))

    def test_python_that_lacks_the_package(self):
        status, errors = self.run_played(1, program=("-I", str(EXAMPLES / "pay_list.py")))
        self.assertEqual(status, 2, errors)
        self.assertIn("nothing was asked for: No module named 'oy_gateway'", errors)

    def test_environment_that_can_not_be_made(self):
        folder = self.list.parent
        for name in ("pay-list", "environment"):
            shutil.copy(EXAMPLES.parent / name, folder)
        ran = subprocess.run([folder / "pay-list"], env={**os.environ, "OY_PYTHON": "false"}, timeout=30)
        self.assertEqual(ran.returncode, 2)


if __name__ == "__main__":
    unittest.main()
