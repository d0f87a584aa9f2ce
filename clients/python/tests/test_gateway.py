"""The client against a real oyd in front of oysim. Needs OY_SOCKET, and OYSIM_URL for what only the simulator can do."""

import json
import os
import pathlib
import tempfile
import unittest
import urllib.parse
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor

from oy_gateway import Client, Code, OyError, payout_state_name
from oy_gateway.v1 import EVENT_KIND_PAYOUT, EVENT_KIND_VIRTUAL_ACCOUNT, WhoAmIRequest, WhoAmIResponse
from process import run

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "examples"
SOCKET = os.environ["OY_SOCKET"]


def setUpModule():
    """These tests pay."""
    with Client(SOCKET) as client:
        base_url = client.gateway.get_info().base_url
    if urllib.parse.urlsplit(base_url).hostname not in ("localhost", "127.0.0.1", "::1"):
        raise AssertionError(f"the gateway pays real money, at {base_url}: it must stand before oysim, on this host")


class GatewayTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = Client(SOCKET)
        cls.addClassCleanup(cls.client.close)

    def refused(self, call, *arguments, **named):
        with self.assertRaises(OyError) as caught:
            call(*arguments, **named)
        return caught.exception

    def inquire(self, account="1239812390", **named):
        return self.client.disbursement.inquire_account(recipient_bank="014", recipient_account=account, **named)

    def test_who_am_i(self):
        me = self.client.gateway.who_am_i()
        self.assertEqual((me.uid, me.gid, me.pid), (os.getuid(), os.getgid(), os.getpid()))
        self.assertTrue(me.name)

    def test_info(self):
        info = self.client.gateway.get_info()
        self.assertTrue(info.version)
        self.assertTrue(info.base_url)

    def test_health(self):
        self.assertEqual(self.client.health.check().status, 1)

    def test_health_of_no_service(self):
        self.assertEqual(self.refused(self.client.health.check, service="no.Such").code, Code.NOT_FOUND)

    def test_watch(self):
        with self.client.health.watch() as stream:
            self.assertEqual(stream.receive(timeout=10).status, 1)
            with self.assertRaises(TimeoutError):
                stream.receive(timeout=0.1)

    def test_inquiry(self):
        self.assertTrue(self.inquire().recipient_name)

    def test_what_oy_says(self):
        error = self.refused(self.inquire, "8888888888")
        self.assertEqual((error.code, error.oy_code), (Code.NOT_FOUND, "209"))
        self.assertEqual(error.domain, "oyindonesia.com")
        self.assertTrue(error.reason)
        self.assertTrue(error.oy_message)

    def test_payout_and_its_status(self):
        name = f"python-{uuid.uuid4()}"
        paid = self.client.disbursement.remit(
            recipient_bank="014", recipient_account="1239812390", amount=125000, note="test", partner_trx_id=name
        )
        self.assertEqual((paid.partner_trx_id, paid.amount), (name, 125000))
        self.assertTrue(paid.trx_id)
        status = self.client.disbursement.get_remit_status(partner_trx_id=name)
        self.assertEqual((status.partner_trx_id, status.amount), (name, 125000))
        self.assertIn(payout_state_name(status.state), ["IN_PROGRESS", "COMPLETED"])

    def test_pay_until_it_is_paid(self):
        name = f"python-{uuid.uuid4()}"
        for _ in range(2):  # the second time nothing is paid
            self.assertTrue(
                self.client.pay(recipient_bank="014", recipient_account="1239812390", amount=125000, partner_trx_id=name)
            )
        payout = self.client.payout.get_payout(partner_trx_id=name).payout
        self.assertEqual((payout_state_name(payout.state), payout.attempts), ("COMPLETED", 1))

    def test_payout_that_is_not_paid_says_why_once_more(self):
        payout = {"recipient_bank": "014", "recipient_account": "7777777777", "amount": 125000}
        payout["partner_trx_id"] = f"python-{uuid.uuid4()}"
        self.assertFalse(self.client.pay(**payout))
        with self.assertRaises(OyError) as caught:
            self.client.disbursement.remit(**payout)
        self.assertEqual((caught.exception.reason, caught.exception.not_paid), ("DISBURSEMENT_FAILED", True))

    def test_pay_list_again_and_again(self):
        prefix = f"python-{uuid.uuid4()}"
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "list.csv")
            with open(path, "w") as file:
                file.write("key,recipient_bank,recipient_account,amount\n")
                file.write("E1,014,1239812390,125000\nE2,014,7777777777,125000\nE3,008,0012345678,125000\n")
            for _ in range(2):  # the second time nothing is paid
                ran = run([EXAMPLES / "pay_list.py", prefix, path], OY_SOCKET=SOCKET)
                self.assertEqual((ran.returncode, ran.stderr), (1, ""), ran.stdout)
                self.assertIn(f"not paid      {prefix}-E2  Rp 125.000  DISBURSEMENT_FAILED: ", ran.stdout)
                self.assertRegex(ran.stdout, r"(?m)^paid +2 +Rp 250\.000$")
        for key, end in (("E1", "COMPLETED"), ("E2", "FAILED"), ("E3", "COMPLETED")):
            payout = self.client.payout.get_payout(partner_trx_id=f"{prefix}-{key}").payout
            self.assertEqual((payout_state_name(payout.state), payout.attempts), (end, 1))

    def test_balance(self):
        self.assertGreater(self.client.disbursement.get_balance().balance, 0)

    def test_virtual_account(self):
        user = f"python-{uuid.uuid4()}"
        made = self.client.virtual_account.create_virtual_account(
            partner_user_id=user, bank_code="002", amount=50000, is_open=False
        )
        self.assertTrue(made.va_number)
        self.assertFalse(made.is_open)
        read = self.client.virtual_account.get_virtual_account(id=made.id)
        self.assertEqual((read.id, read.va_number, read.amount), (made.id, made.va_number, 50000))
        page = self.client.virtual_account.list_virtual_accounts(offset=0, limit=1000)
        self.assertIn(made.id, [account.id for account in page.data])

    @unittest.skipUnless("OYSIM_URL" in os.environ, "OYSIM_URL must name oysim's control API; scripts/with-gateway sets it")
    def test_a_payment_into_a_virtual_account_is_told_until_it_is_acknowledged(self):
        user, consumer = f"python-{uuid.uuid4()}", f"python-{uuid.uuid4()}"
        kinds = [EVENT_KIND_VIRTUAL_ACCOUNT]
        made = self.client.virtual_account.create_virtual_account(partner_user_id=user, bank_code="002", is_open=True)
        simulator = os.environ["OYSIM_URL"]
        body = json.dumps({"amount": 75000}).encode()
        urllib.request.urlopen(f"{simulator}/_sim/virtual-accounts/{made.va_number}/pay", body, timeout=10).close()
        for _ in range(2):  # it comes again, as long as it is not acknowledged
            with self.client.events(consumer, kinds) as events:
                event = events.receive(timeout=20)
                while event.virtual_account_payment.partner_user_id != user:
                    event = events.receive(timeout=20)
        self.assertTrue(event.verified)
        self.assertEqual(event.virtual_account_payment.amount, 75000)
        self.assertTrue(event.virtual_account_payment.transaction_id)
        with self.client.events(consumer, kinds) as events:
            events.ack(event)
        with self.client.events(consumer, kinds) as events, self.assertRaises(TimeoutError):
            events.receive(timeout=0.2)

    def test_a_payout_tells_when_it_is_final(self):
        name = f"python-{uuid.uuid4()}"
        self.client.disbursement.remit(
            recipient_bank="014", recipient_account="1239812390", amount=10000, partner_trx_id=name
        )
        states = []
        kinds = [EVENT_KIND_PAYOUT]
        with self.client.events(f"python-{uuid.uuid4()}", kinds, after=0) as events:
            while "COMPLETED" not in states:
                change = events.receive(timeout=30).payout_change
                if change.partner_trx_id == name:
                    states.append(payout_state_name(change.state))
        self.assertEqual(states[-2:], ["IN_PROGRESS", "COMPLETED"])

    def test_missing_field(self):
        error = self.refused(self.client.disbursement.inquire_account, recipient_bank="014")
        self.assertEqual(error.code, Code.INVALID_ARGUMENT)
        self.assertIn("recipient_account", [violation.field for violation in error.field_violations])

    def test_unknown_method_and_service(self):
        for service, method in [("oy.v1.GatewayService", "NoSuchMethod"), ("oy.v1.NoSuchService", "WhoAmI")]:
            error = self.refused(self.client.call, service, method, WhoAmIRequest(), WhoAmIResponse)
            self.assertEqual(error.code, Code.UNIMPLEMENTED)

    def test_deadline_passed(self):
        error = self.refused(self.inquire, timeout=1e-9)
        self.assertEqual(error.code, Code.DEADLINE_EXCEEDED)
        self.assertTrue(error.answered)

    def test_50_calls_at_once_on_one_connection(self):
        self.inquire()
        connection = self.client._connection
        with ThreadPoolExecutor(50) as pool:
            calls = [pool.submit(self.inquire, f"10000000{i:02}") for i in range(50)]
            self.assertEqual([c.result().recipient_account for c in calls], [f"10000000{i:02}" for i in range(50)])
        self.assertIs(self.client._connection, connection)


if __name__ == "__main__":
    unittest.main()
